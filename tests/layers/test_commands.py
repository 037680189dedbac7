"""The commands that change content: `handbook translated` and `handbook move`."""

from __future__ import annotations

from pathlib import Path

from handbook.layers.compose import load
from tests.helpers import handbook, replace

DE, EN = "docs/de/start/a-99-titel.md", "docs/en/start/a-99-titel.md"


def test_translated_records_one_section_and_leaves_the_rest_of_the_file(small: Path) -> None:
    before = (small / EN).read_text(encoding="utf-8")
    replace(small / DE, "Freie Abschnitte", "Drei Abschnitte")
    assert load(small)[0].outdated("A-99") == ("abschnitt",)
    handbook(small, "translated", f"{DE}#abschnitt")
    assert load(small)[0].outdated("A-99") == ()
    after = (small / EN).read_text(encoding="utf-8")
    assert [line for line in after.split("\n") if "abschnitt:" not in line] == [
        line for line in before.split("\n") if "abschnitt:" not in line
    ]


def test_translated_names_what_it_does_not_know(small: Path) -> None:
    result = handbook(small, "translated", "A-99#vorwort", "--lang", "en", check=False)
    assert result.returncode == 2
    assert "vorwort" in result.stderr and "abschnitt" in result.stderr and "Traceback" not in result.stderr


def test_move_renames_both_languages_and_leaves_a_redirect(small: Path) -> None:
    handbook(small, "move", "A-99", "start/a-99-neuer-name.md")
    assert not (small / DE).exists() and not (small / EN).exists()
    library, _ = load(small)
    assert library.path("A-99") == "start/a-99-neuer-name.md"
    assert [(entry.path, entry.id) for entry in library.data.redirects] == [("start/a-99-titel.md", "A-99")]


def test_move_refuses_a_name_without_the_id_and_moves_nothing(small: Path) -> None:
    result = handbook(small, "move", "A-99", "start/neuer-name.md", check=False)
    assert result.returncode == 2 and "a-99-neuer-name.md" in result.stderr
    assert (small / DE).exists()
