"""The wheel carries the core beside the program, as `handbook/core`: a town may then live with `local/` alone (thin edition)."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
CORE = ("docs", "overrides", "mkdocs.yml")


class BuildWithCore(build_py):
    """Copies the core into the built package; an editable install finds it in the repository itself."""

    def run(self) -> None:
        """Build, then copy."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "handbook" / "core"
        shutil.rmtree(target, ignore_errors=True)
        for name in CORE:
            source = HERE / name
            if source.is_dir():
                shutil.copytree(source, target / name)
            else:
                shutil.copy2(source, target / name)


setup(cmdclass={"build_py": BuildWithCore})
