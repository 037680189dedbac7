"""The Nu HTML checker of the W3C finds no error in any page."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.helpers import node_packages

pytestmark = [pytest.mark.site, pytest.mark.full]


def test_the_nu_checker_finds_no_error(site: Path, tmp_path: Path) -> None:
    jar = node_packages(Path(__file__).parent / "node", tmp_path / "node") / "node_modules/vnu-jar/build/dist/vnu.jar"
    command = ["java", "-jar", str(jar), "--format", "json", "--errors-only", "--skip-non-html", str(site.resolve())]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stderr)
    assert [(entry["url"], entry.get("lastLine"), entry["message"]) for entry in told["messages"]] == []
