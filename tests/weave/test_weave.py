"""The staged tree: what is woven into pages, as plain Markdown."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from handbook import pipeline
from handbook.layers.compose import load
from handbook.model import pages
from handbook.weave.stage import navigation, staged
from handbook.weave.text import table
from tests.helpers import REPO, replace

PROCESS = "prozesse/p-99-titel.md"


def text_of(root: Path, path: str) -> str:
    return staged(load(root)[0])[path]


def section(text: str, identity: str) -> str:
    start = text.index(f"{{#{identity}}}")
    end = text.find("\n## ", start)
    return text[text.index("\n", start) : end if end > 0 else None].strip()


def test_the_step_table_stands_directly_under_the_steps_heading(small: Path) -> None:
    made = section(text_of(small, f"de/{PROCESS}"), "ablauf")
    assert made.startswith(
        "| Nr. | Schritt | Wer | Frist | Formulare und Checklisten | Weiter |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| 1 | [Erster Schritt](#schritt-s1) | [Titel der Seite](../rollen/r-99-titel.md) |  "
        "| [F-99 Titel der Seite](../formulare/f-99-titel.md); [C-99 Titel der Seite](../checklisten/c-99-titel.md) |  |\n"
        "| 2 | Eine Frage? | [Titel der Seite](../rollen/r-99-titel.md) | 5 Arbeitstage |  | ja → 3; nein → 1 |\n"
        "| 3 | Abschließen | [Titel der Seite](../rollen/r-99-titel.md) |  |  | Was jetzt gilt. |"
    )


def test_english_has_the_same_table_in_its_own_words(small: Path) -> None:
    made = section(text_of(small, f"en/{PROCESS}"), "ablauf")
    assert "| 2 | A question? | [Title of the page](../rollen/r-99-titel.md) | 5 working days |  | yes → 3; no → 1 |" in made


def test_a_deadline_says_from_when_it_runs_and_a_misspelt_one_stops_no_preview(small: Path) -> None:
    replace(small / "docs/de" / PROCESS, "within: {value: 5, unit: workday}", "within: {slot: frist.triage}")
    assert "| 5 Arbeitstage ab der Meldung |" in text_of(small, f"de/{PROCESS}")
    replace(small / "docs/de" / PROCESS, "slot: frist.triage", "slot: frist.triahge")
    assert "frist&#46;triahge" in text_of(small, f"de/{PROCESS}")


def test_roles_forms_and_checklists_name_the_processes_that_use_them(small: Path) -> None:
    assert section(text_of(small, "de/rollen/r-99-titel.md"), "prozesse").endswith(
        "| [P-99 Titel der Seite](../prozesse/p-99-titel.md) | führt durch, verantwortet |"
    )
    used = "- [P-99 Titel der Seite](../prozesse/p-99-titel.md): Erster Schritt"
    assert section(text_of(small, "de/formulare/f-99-titel.md"), "verwendet-in") == used
    assert section(text_of(small, "de/checklisten/c-99-titel.md"), "verwendet-in") == used


def test_a_form_gets_its_fields_its_sample_and_its_data_protection(small: Path) -> None:
    made = text_of(small, "de/formulare/f-99-titel.md")
    assert "| 2 | Art | Auswahl: eins / zwei | ja |  |" in section(made, "felder")
    assert section(made, "muster").endswith("Ort\n:   Beispielort\n\nArt\n:   eins")
    assert section(made, "daten").startswith("- **Fallakte: 2 Jahre nach Fallabschluss löschen (Vorschlag):** Ort, Art")


def test_a_paper_with_numbers_of_its_own_is_not_numbered_twice(small: Path) -> None:
    replace(small / "docs/de/formulare/f-99-titel.md", "label: Art,", 'label: "§ 3 Art",')
    made = section(text_of(small, "de/formulare/f-99-titel.md"), "felder")
    assert "| – | Ort |" in made and "| § 3 | Art |" in made


def test_names_stand_on_a_sheet_of_their_own(small: Path) -> None:
    field = "{id: name, label: Name, kind: text, personal: true, retention: kontaktblatt}"
    replace(small / "docs/de/formulare/f-99-titel.md", "fields:\n", f"fields:\n  - {field}\n")
    made = text_of(small, "de/formulare/f-99-titel.md")
    main, _, sheet = section(made, "felder").partition("### Kontaktblatt: nicht in die Fallakte {#kontaktblatt}")
    assert "| 1 | Name | Text | nein |  |" in sheet and "| 2 | Ort |" in main


def test_a_block_for_both_languages_is_written_once(small: Path) -> None:
    with (small / "docs/_data/blocks.yml").open("a", encoding="utf-8") as file:
        file.write("erklaerung:\n  both: Wir sagen nur, was geprüft ist.\n")
    replace(small / "docs/de" / PROCESS, "type: process", "type: process\nblocks: {kurz: [erklaerung]}")
    assert all("Wir sagen nur, was geprüft ist." in text_of(small, f"{lang}/{PROCESS}") for lang in ("de", "en"))


@pytest.mark.slow
def test_processes_that_stage_at_the_same_time_do_not_hinder_each_other(tmp_path: Path) -> None:
    shutil.copytree(REPO / "docs", tmp_path / "docs")
    shutil.copyfile(REPO / "mkdocs.yml", tmp_path / "mkdocs.yml")
    (tmp_path / "overrides").symlink_to(REPO / "overrides")
    command = [sys.executable, "-m", "handbook", "stage", "--root", str(tmp_path)]
    running = [subprocess.Popen(command, cwd=REPO, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [process.wait() for process in running] == [0] * 4


def test_a_case_lists_its_papers(small: Path) -> None:
    made = section(text_of(small, "de/faelle/l-99-titel.md"), "papiere")
    assert made == "- [F-99 Titel der Seite](../formulare/f-99-titel.md#muster)"


def test_the_workload_follows_from_the_assumptions(small: Path) -> None:
    workload = REPO / "docs/_data/workload.yml"
    shutil.copyfile(workload, small / "docs/_data/workload.yml")
    for lang in ("de", "en"):
        shutil.copyfile(REPO / f"docs/{lang}/rollen/aufwand.md", small / f"docs/{lang}/rollen/aufwand.md")
    data = yaml.safe_load(workload.read_text(encoding="utf-8"))
    cases = sum(work["hours"] * work["pieces"]["town"] for work in data["work"] if work["role"] == "R-05")
    hours = math.ceil(cases / (1 - data["overhead"] / 100) / data["weeks"])
    made = section(text_of(small, "de/rollen/aufwand.md"), "ergebnis")
    row = next(line for line in made.splitlines() if "R-05" in line or "Fachkraft" in line)
    assert row.split(" | ")[2] == f"{hours} Stunden (Stellenanteil {hours / data['full_post']:.1f})".replace(".", ",")


def test_the_time_on_the_role_pages_is_that_of_the_workload_model() -> None:
    library, _ = load(REPO)
    assert library.data.workload
    for role in library.of(pages.Role):
        if library.data.workload.of(role.id):
            hours = [math.ceil(library.data.workload.hours_a_week(role.id, size)) for size in ("small", "town", "district")]
            assert re.findall(r"\b(\d+)(?= Stunden je Woche| in einer Stadt| im Kreis)", role.time) == [
                str(hour) for hour in hours
            ]


def test_an_urgent_page_begins_with_what_to_do(small: Path) -> None:
    page = small / "docs/de" / PROCESS
    replace(page, "type: process", "type: process\nurgent: true")
    replace(page, "## Kurz gesagt {#kurz}", "## Jetzt {#kurz}")
    made = text_of(small, f"de/{PROCESS}")
    assert (
        made.index("{#seite}")
        < made.index("{#kurz}")
        < made.index("{.lead}")
        < made.index("{#steckbrief}")
        < made.index("{#wann}")
    )


def test_a_sample_that_begins_like_a_list_stays_text(small: Path) -> None:
    replace(small / "docs/de/formulare/f-99-titel.md", "{ort: Beispielort,", '{ort: "5. Mai, Hof\\n9:20 Uhr\\n- Tür",')
    made = section(text_of(small, "de/formulare/f-99-titel.md"), "muster")
    assert "Ort\n:   5&#46; Mai, Hof\n\n    9:20 Uhr\n\n    &#45; Tür\n" in made


def test_the_matrix_shows_every_role_and_every_process(small: Path) -> None:
    page = (small / "docs/de/nachschlagen.md").read_text(encoding="utf-8").replace("id: nachschlagen", "id: matrix")
    (small / "docs/de/nachschlagen.md").write_text(page.split("## ")[0] + "## Matrix {#matrix}\n", encoding="utf-8")
    made = text_of(small, "de/nachschlagen.md")
    row = next(line for line in made.split("\n") if line.startswith("| [P-99"))
    header = next(line for line in made.split("\n") if line.startswith("| Prozess"))
    column = [cell.strip() for cell in header.split("|")].index("[R-99](rollen/r-99-titel.md)")
    assert row.split("|")[column].strip() == "*R*{.raci .raci-r} *A*{.raci .raci-a}"
    assert all("–" in cell or ".raci" in cell for cell in row.split("|")[2:-1])


def test_an_invented_case_says_so_before_anything_else(small: Path) -> None:
    opening = text_of(small, "en/faelle/l-99-titel.md").split("## ")[0]
    assert opening.index('!!! constructed "Constructed teaching case"') < opening.index("{.lead}")


def test_a_link_to_a_planned_page_becomes_text(small: Path) -> None:
    replace(small / "docs/de/start/a-99-titel.md", "Freie Abschnitte", "Siehe [Krise](P-30#ablauf). Freie Abschnitte")
    assert "Siehe Krise *(in Arbeit)*{.planned}." in text_of(small, "de/start/a-99-titel.md")


def test_a_source_is_written_out_once_per_place(small: Path) -> None:
    (small / "docs/_data/sources.yml").write_text(
        "- {id: S24, title: Ein Titel, publisher: Ein Amt, year: 2021, url: 'https://example.org/a', read: 2026-11-20}\n",
        encoding="utf-8",
    )
    replace(
        small / "docs/de/start/a-99-titel.md",
        "Freie Abschnitte",
        "Eins[^S24: S. 3], zwei[^S24: S. 3], drei[^S24]. Freie Abschnitte",
    )
    made = text_of(small, "de/start/a-99-titel.md")
    assert "Eins[^S24], zwei[^S24], drei[^S24-2]." in made
    assert "[^S24]: Ein Amt: *Ein Titel*, 2021, <https://example.org/a> (gelesen am 20.11.2026). S. 3.\n" in made


def test_shared_text_is_the_same_on_every_page_that_asks_for_it(small: Path) -> None:
    replace(small / "docs/de" / PROCESS, "group: faelle", "group: faelle\nblocks: {kurz: [triage-klassen]}")
    made = section(text_of(small, f"de/{PROCESS}"), "kurz")
    assert "| 9–10 | **D** Krise |" in made and made.startswith("Drei bis fünf Sätze")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_page_without_english_twin_is_shown_in_german_with_a_notice(small: Path, lang: str) -> None:
    (small / "docs/en/start/a-99-titel.md").unlink()
    made = text_of(small, f"{lang}/start/a-99-titel.md")
    assert ('!!! fallback "Not translated yet"' in made) == (lang == "en")
    assert "Eigene Überschrift" in made


def test_an_outdated_translation_says_which_section(small: Path) -> None:
    replace(small / "docs/de" / PROCESS, "Drei bis fünf Sätze", "Vier Sätze")
    made = text_of(small, f"en/{PROCESS}")
    assert "since it was translated: In short." in made.replace("\n    ", " ") or "In short" in made.split("## ")[0]


def test_the_navigation_follows_the_ids_within_parts(small: Path) -> None:
    library, _ = load(small)
    nav = navigation(library, "en")
    assert nav[0] == {"Home": "index.md"}
    assert {
        "Processes": ["prozesse/index.md", {"Title of the page": "prozesse/karte.md"}, {"P-99 Title of the page": PROCESS}]
    } in nav


def test_titles_are_escaped_for_the_theme(small: Path) -> None:
    for lang, title in (("de", "Titel der Seite"), ("en", "Title of the page")):
        replace(small / f"docs/{lang}/start/a-99-titel.md", f"title: {title}", 'title: "A < B & <b>C</b>"')
    assert "A-99 A &lt; B &amp; &lt;b&gt;C&lt;/b&gt;" in str(navigation(load(small)[0], "de"))


def test_staging_again_writes_nothing_and_removes_what_is_gone(small: Path) -> None:
    first = pipeline.prepare(small)
    assert first.changed and pipeline.prepare(small).changed == ()
    for lang in ("de", "en"):
        (small / f"docs/{lang}/start/a-99-titel.md").unlink()
    third = pipeline.prepare(small)
    assert sorted(third.removed)[:1] == ["de/start/a-99-titel.md"]
    assert not (third.folder / "de/start/a-99-titel.md").exists()


def test_cells_keep_bars_and_lose_line_breaks() -> None:
    assert table(["a"], [["b | c\nd"]]) == "| a |\n| --- |\n| b \\| c d |"
