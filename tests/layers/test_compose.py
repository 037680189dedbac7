"""Core and local become one tree."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handbook import pipeline
from handbook.errors import HandbookError
from handbook.layers.compose import compose, load
from tests.helpers import replace

PAGE = "start/a-99-titel.md"


def local_copy(root: Path, lang: str, path: str, target: str = "") -> Path:
    file = root / "local" / lang / (target or path)
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(root / "docs" / lang / path, file)
    return file


def test_a_local_page_of_the_same_path_replaces_the_core_page(small: Path) -> None:
    replace(local_copy(small, "de", PAGE), "Titel der Seite", "Unser Titel")
    library, _ = load(small)
    assert library.head("A-99", "de").title == "Unser Titel"
    assert library.german["A-99"].file.layer == "local"
    assert "# Unser Titel" in (pipeline.prepare(small).folder / "de" / PAGE).read_text(encoding="utf-8")


def test_a_local_page_of_a_new_path_is_added_to_pages_and_navigation(small: Path) -> None:
    for lang in ("de", "en"):
        replace(local_copy(small, lang, PAGE, "start/a-98-unser-weg.md"), "id: A-99", "id: A-98")
    stage = pipeline.prepare(small)
    assert (stage.folder / "en/start/a-98-unser-weg.md").is_file()
    assert "start/a-98-unser-weg.md" in str(stage.navigation["de"])


def test_facts_of_the_municipality_fill_the_slots_and_are_escaped(small: Path) -> None:
    replace(small / "docs/de" / PAGE, "Freie Abschnitte", "Für {{ kommune.name }} bis {{ frist.eingang }}. Freie Abschnitte")
    (small / "local").mkdir()
    (small / "local/kommune.yml").write_text(
        'kommune: {name: "<b>Au_en*rade</b>"}\nfrist: {eingang: {value: 1, unit: workday}}\n', encoding="utf-8"
    )
    text = (pipeline.prepare(small).folder / "de" / PAGE).read_text(encoding="utf-8")
    assert "Für &#60;b&#62;Au&#95;en&#42;rade&#60;&#47;b&#62; bis 1 Arbeitstag." in text


def test_an_unknown_fact_is_a_finding_with_its_line(small: Path) -> None:
    (small / "local").mkdir()
    (small / "local/kommune.yml").write_text("kommune:\n  nahme: Auenrade\n", encoding="utf-8")
    library, _ = load(small)
    assert [(entry.path, entry.line, entry.rule) for entry in library.findings] == [("local/kommune.yml", 2, "fact-unknown")]


def test_without_content_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HandbookError, match="docs/de"):
        compose(tmp_path)
