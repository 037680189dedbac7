"""Each case changes one thing in the small handbook and names every finding that must follow, word for word."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from handbook import pipeline
from handbook.checks.report import as_text
from handbook.checks.run import check_all
from handbook.layers.compose import load
from handbook.locale import command
from tests.helpers import begin_edition, replace

CASES = [
    pytest.param(case, id=case["case"])
    for file in sorted(Path(__file__).parent.glob("cases/*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


def apply(root: Path, case: dict[str, Any]) -> None:
    """Change the small handbook as the case says."""
    for name, origin in case.get("copy", {}).items():
        shutil.copyfile(root / origin, root / name)
    for name, changes in case.get("change", {}).items():
        for old, new in changes.items():
            replace(root / name, old, new)
    for name, text in case.get("add", {}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    if (root / "local").is_dir() and not case.get("bare"):
        begin_edition(root)
    for name, tail in case.get("grow", {}).items():
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(tail["text"] * tail["times"])
    for name in case.get("remove", []):
        (root / name).unlink()
    for name, target in case.get("link", {}).items():
        (root / name).unlink(missing_ok=True)
        (root / name).symlink_to(target)


@pytest.mark.parametrize("case", CASES)
def test_findings(case: dict[str, Any], small: Path) -> None:
    apply(small, case)
    library, tree = load(small)
    found = [entry for entry in check_all(library, tree) if case.get("translations") or not entry.rule.startswith("translation-")]
    if "only" in case:
        found = [entry for entry in found if entry.rule in case["only"]]
    text = as_text(found, case.get("lang", "de")).replace(command(), "handbook")
    assert text.rsplit("\n\n", 1)[0].strip() == case["expected"].strip()


@pytest.mark.full
@pytest.mark.parametrize("case", CASES)
def test_a_town_can_build_over_what_is_only_a_warning_to_it(case: dict[str, Any], small: Path) -> None:
    apply(small, case)
    begin_edition(small)
    if all(entry.severity != "error" for entry in check_all(*load(small))):
        assert pipeline.prepare(small).library.german


def test_the_small_handbook_itself_is_clean(small: Path) -> None:
    assert check_all(*load(small)) == []
