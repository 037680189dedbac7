"""A thin edition: an empty folder and the installed wheel are enough."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import REPO, handbook


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked where nothing of the repository can be found."""
    folder = tmp_path_factory.mktemp("wheel")
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=REPO, capture_output=True, text=True, check=True)
    for name in files.stdout.splitlines():
        if name.split("/")[0] not in ("tests", "examples") and (REPO / name).is_file():
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPO / name, folder / "source" / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(folder / "source")]
    subprocess.run(wheel, check=True, capture_output=True)
    target = folder / "installed"
    built = next(folder.glob("*.whl"))
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", str(target), str(built)], check=True, capture_output=True
    )
    return target


def run(installed: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "handbook", *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_an_empty_folder_becomes_an_edition_that_checks_stages_and_upgrades(installed: Path, tmp_path: Path) -> None:
    made = run(installed, tmp_path, "local", "init", "--name", "Auenrade", "--set", "frist.triage=3 workday")
    assert made.returncode == 0, made.stderr
    files = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert {"local/kommune.yml", ".gitignore"} < files and len(files) == 5
    checked = run(installed, tmp_path, "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    staged = run(installed, tmp_path, "stage")
    assert staged.returncode == 0, staged.stderr
    triage = tmp_path / ".cache/handbook/stage/de/prozesse/p-02-ersteinschaetzung-und-triage.md"
    assert "3 Arbeitstage" in triage.read_text(encoding="utf-8")
    assert run(installed, tmp_path, "local", "adopt", "P-02#wortlaut", "overrides/partials/footer.html").returncode == 0
    status = run(installed, tmp_path, "local", "status")
    assert status.returncode == 0 and "entbehrlich" in status.stdout
    again = run(installed, tmp_path, "local", "init", "--name", "Auenrade")
    assert again.returncode == 2 and "gibt es schon" in again.stderr


@pytest.mark.site
@pytest.mark.slow
def test_a_thin_edition_builds_the_whole_site(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "local", "init", "--name", "Auenrade").returncode == 0
    built = run(installed, tmp_path, "build")
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "site/start/a-90-konfliktmanagement-bei-uns.html").is_file()


BAD = {
    "an unknown fact": (("--set", "kommune.fax=1"), "kommune.fax"),
    "a fact of the wrong kind": (("--set", "kommune.anlaufstelle.mail=keine"), "kommune.anlaufstelle.mail"),
    "a fact without value": (("--set", "kommune.name"), "--set name=wert"),
}


@pytest.mark.parametrize("case", BAD)
def test_init_refuses_bad_facts_and_writes_nothing(small: Path, case: str) -> None:
    options, named = BAD[case]
    result = handbook(small, "local", "init", "--name", "Auenrade", *options, check=False)
    assert result.returncode != 0 and named in result.stderr and "Traceback" not in result.stderr
    assert not (small / "local").exists()


def test_init_escapes_what_it_writes(small: Path) -> None:
    name = 'Stadt "Au": #1 {x} \\ ä'
    handbook(small, "local", "init", "--name", name)
    assert handbook(small, "check", check=False).returncode == 0
    from handbook.layers.compose import load

    assert load(small)[0].slot_values["kommune.name"] == name
