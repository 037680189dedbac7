"""Sections, steps, hidden pages and the look of an edition, laid over the core."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from handbook import pipeline
from handbook.checks.release import refusals
from handbook.checks.run import check_all
from handbook.layers import brand
from handbook.layers.compose import load
from handbook.model import pages
from handbook.model.edition import Colours
from handbook.weave import provenance
from tests.helpers import REPO, begin_edition, handbook, replace

PROCESS = "prozesse/p-99-titel.md"


def local(root: Path, name: str, text: str) -> Path:
    begin_edition(root)
    file = root / "local" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def overlay(root: Path, body: str, *front: str, lang: str = "de", path: str = PROCESS, identity: str = "P-99") -> Path:
    head = "\n".join(["---", f"id: {identity}", "overlay: sections", *front, "---"])
    return local(root, f"{lang}/{path}", f"{head}\n\n{body}")


def staged(root: Path, lang: str, path: str = PROCESS) -> str:
    assert check_all(*load(root)) == []
    return (pipeline.prepare(root).folder / lang / path).read_text(encoding="utf-8")


def test_a_section_is_replaced_prepended_appended_inserted(small: Path) -> None:
    overlay(
        small,
        "## Stoppregeln {#stopp}\n\nUnsere Regel.\n\n### Bei uns {#bei-uns}\n\nNeu.\n\n"
        "## Wann dieser Prozess gilt {#wann}\n\nVorweg.\n\n## Danach {#danach}\n\nZuletzt.\n",
        "sections: {wann: prepend, danach: append, bei-uns: insert}",
    )
    text = staged(small, "de")
    assert "Unsere Regel.\n\n### Bei uns {#bei-uns}\n\nNeu.\n\n## Nach Größe" in text
    assert "Wann hören Sie auf" not in text
    assert text.index("Vorweg.") < text.index("Woran erkennt man") < text.index("Womit geht es weiter?") < text.index("Zuletzt.")


def test_what_is_changed_in_german_only_is_german_on_the_english_page(small: Path) -> None:
    overlay(small, "## Stoppregeln {#stopp}\n\nUnsere Regel, {{ frist.triage }}.\n", "title: Unser Titel")
    text = staged(small, "en")
    assert "# Unser Titel {#seite lang=de}" in text
    assert "## Stop rules {#stopp}\n\n!!! fallback" in text
    assert '<div lang="de" markdown="1">\n\nUnsere Regel, 5 Arbeitstage.\n\n</div>' in text
    assert "When do you stop" not in text and "In German only" in text
    assert "Translation out of date" not in text


def test_an_english_overlay_takes_the_place_of_the_german_text(small: Path) -> None:
    overlay(small, "## Stoppregeln {#stopp}\n\nUnsere Regel.\n", "steps:\n  s1: {label: Unser Schritt}")
    overlay(small, "## Stop rules {#stopp}\n\nOur rule.\n", "steps:\n  s1: {label: Our step}", lang="en")
    handbook(small, "translated", "P-99")
    text = staged(small, "en")
    assert "Our rule." in text and "Our step" in text and "German" not in text
    assert "translates:" in (small / "local/en" / PROCESS).read_text(encoding="utf-8")
    assert "stopp" in (small / "local/en" / PROCESS).read_text(encoding="utf-8")
    replace(small / "local/de" / PROCESS, "Unsere Regel.", "Unsere neue Regel.")
    assert load(small)[0].outdated("P-99") == ("stopp",)


def test_steps_are_changed_inserted_and_removed(small: Path) -> None:
    overlay(
        small,
        "### Vier Augen {#schritt-s20}\n\nZu zweit.\n",
        "steps:",
        "  s2: {within: {value: 3, unit: day}}",
        '  s20: {between: [s2, s3], role: R-99, label: "Vier Augen"}',
        "  s1: {remove: true}",
    )
    library, tree = load(small)
    assert [entry.rule for entry in check_all(library, tree) if entry.severity == "error"] == []
    process = library.head("P-99", "de")
    assert isinstance(process, pages.Process)
    assert [step.id for step in process.steps] == ["s2", "s20", "s3"]
    assert process.steps[0].within and process.steps[0].within.value == 3
    text = (pipeline.prepare(small).folder / "de" / PROCESS).read_text(encoding="utf-8")
    assert "Örtlicher Prozess" in text and "Referenzprozess P-99" in text
    assert "| 2 | [Vier Augen](#schritt-s20)" in text and "schritt-s1}" not in text


def test_english_words_of_a_decision_stay_when_its_answers_lead_elsewhere(small: Path) -> None:
    overlay(small, "", 'steps:\n  s20: {between: [s2, s3], role: R-99, label: "Vier Augen"}')
    text = staged(small, "en")
    assert "yes → 3; no → 1" in text and '<span lang="de">Vier Augen</span>' in text


def test_a_whole_german_page_keeps_english_sections_whose_original_it_left_alone(small: Path) -> None:
    text = (small / "docs/de" / PROCESS).read_text(encoding="utf-8")
    local(small, f"de/{PROCESS}", text.replace("Wann hören Sie auf", "Wann hören wir auf"))
    english = staged(small, "en")
    assert "Wann hören wir auf" in english and "What comes next?" in english


def test_other_words_at_the_head_of_a_whole_page_make_it_german(small: Path) -> None:
    text = (small / "docs/de" / PROCESS).read_text(encoding="utf-8")
    local(small, f"de/{PROCESS}", text.replace("Was den Prozess auslöst", "Was ihn auslöst"))
    library, _ = load(small)
    assert "P-99" not in library.english


def test_a_local_page_follows_its_id_to_a_new_address(small: Path) -> None:
    text = (small / "docs/de" / PROCESS).read_text(encoding="utf-8")
    local(small, f"de/{PROCESS}", text.replace("Wann hören Sie auf", "Wann hören wir auf"))
    handbook(small, "local", "adopt", "P-99")
    for lang in ("de", "en"):
        (small / "docs" / lang / PROCESS).rename(small / "docs" / lang / "prozesse/p-99-neuer-name.md")
    assert load(small)[0].path("P-99") == "prozesse/p-99-neuer-name.md"
    assert "Wann hören wir auf" in staged(small, "de", "prozesse/p-99-neuer-name.md")


def test_a_hidden_page_is_nowhere_and_links_to_it_become_text(small: Path) -> None:
    local(small, "kommune.yml", "hide: [C-99]\n")
    stage = pipeline.prepare(small)
    assert not (stage.folder / "de/checklisten").exists()
    assert "c-99" not in json.dumps(stage.navigation)
    text = (stage.folder / "en" / PROCESS).read_text(encoding="utf-8")
    assert "C-99 Title of the page" in text and "[C-99" not in text


def test_a_local_page_has_its_place_in_the_navigation(small: Path) -> None:
    text = (small / "docs/de/rollen/r-99-titel.md").read_text(encoding="utf-8")
    role = text.replace("id: R-99", "id: R-98").replace("evidence:", "after: matrix\nevidence:")
    local(small, "de/rollen/r-98-unsere.md", role)
    local(small, "de/rollen/matrix.md", role.replace("id: R-98", "id: matrix").replace("after: matrix\n", ""))
    entries = [next(iter(entry.values())) for entry in pipeline.prepare(small).navigation["de"][3]["Rollen"][1:]]
    assert entries == ["rollen/matrix.md", "rollen/r-98-unsere.md", "rollen/r-99-titel.md"]


def test_every_page_says_where_it_comes_from(small: Path) -> None:
    overlay(small, "## Danach {#danach}\n\nZuletzt.\n", "stand: 2026-11-25", "sections: {danach: append}")
    german, english = staged(small, "de"), staged(small, "en")
    assert "origin: 'Handbuch 0.1.0, örtlich geändert (25.11.2026): „Danach“'" in german
    assert "origin: 'Handbook 0.1.0, changed locally (25 November 2026): “Afterwards”'" in english
    assert "origin: Handbuch 0.1.0\n" in staged(small, "de", "start/a-99-titel.md")
    pages_by_key = {(entry["id"], entry["lang"]): entry for entry in provenance.model(load(small)[0])["pages"]}
    found = {entry["id"]: entry for entry in pages_by_key["P-99", "en"]["sections"]}
    assert found["danach"] == {
        "id": "danach", "layer": "local", "file": f"local/de/{PROCESS}", "mode": "append", "lang": "de",
    }  # fmt: skip
    assert found["stopp"] == {"id": "stopp", "layer": "core", "file": f"docs/en/{PROCESS}"}


def test_an_outdated_translation_of_a_safety_rule_gives_way_to_the_german_text(small: Path) -> None:
    replace(small / "docs/de" / PROCESS, "Wann hören Sie auf", "Wann hören Sie sofort auf")
    replace(small / "docs/de" / PROCESS, "Womit geht es weiter?", "Und dann?")
    text = (pipeline.prepare(small).folder / "en" / PROCESS).read_text(encoding="utf-8")
    assert "The German text holds" in text and "Wann hören Sie sofort auf" in text and "When do you stop" not in text
    assert "What comes next?" in text and "Und dann?" not in text


def test_values_are_escaped_in_every_place(small: Path) -> None:
    name = "<script>alert(1)</script> \"A\" 'B' {{ frist.triage }} {#x} [y](z) | ` Ä " + "x" * 300
    local(small, "kommune.yml", f"kommune.name: {json.dumps(name)}\nkommune.hosting: עיר\n")
    replace(small / "docs/de" / PROCESS, "title: Titel der Seite", 'title: "Titel für {{ kommune.name }}"')
    replace(small / "docs/de" / PROCESS, "Womit geht es weiter?", "{{ kommune.name }} {{ kommune.hosting }}")
    stage = pipeline.prepare(small)
    text = (stage.folder / "de" / PROCESS).read_text(encoding="utf-8").split("---\n", 2)[2]
    assert "<script>" not in text and "&#60;script&#62;" in text and "\u2068עיר\u2069" in text
    handbook(small, "build")
    page = (small / "site/prozesse/p-99-titel.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    model = json.loads((small / "site/handbook.json").read_text(encoding="utf-8"))
    title = next(entry["title"]["de"] for entry in model["pages"] if entry["id"] == "P-99")
    assert title == f"Titel für {name}"


@pytest.mark.slow
def test_a_german_edition_has_no_english_page_and_no_link_to_one(small: Path) -> None:
    local(small, "kommune.yml", "languages: [de]\nsite_name: {de: Handbuch Auenrade, en: Auenrade}\n")
    (small / "docs/en" / PROCESS).unlink()
    assert check_all(*load(small)) == []
    handbook(small, "build", HANDBOOK_SITE_URL="https://stadt.example/")
    site = small / "site"
    assert not (site / "en").exists()
    page = (site / PROCESS.replace(".md", ".html")).read_text(encoding="utf-8")
    assert "hreflang" not in page and "hb-language" not in page and "Handbuch Auenrade" in page
    assert "/en/" not in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert 'href="/en/' not in (site / "404.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_logo_colours_and_own_templates_reach_the_site(small: Path) -> None:
    local(small, "kommune.yml", 'logo: wappen.svg\ncolours: {brand: "#7a1f2b"}\n')
    local(small, "wappen.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>')
    local(small, "overrides/partials/footer.html", '<footer class="md-footer">Unser Fuß</footer>')
    handbook(small, "build")
    page = (small / "site" / PROCESS.replace(".md", ".html")).read_text(encoding="utf-8")
    assert "../assets/edition/logo.svg" in page and "Unser Fuß" in page
    assert page.index("handbook.css") < page.index("../assets/edition/colours.css")
    assert "--brand: light-dark(#7a1f2b" in (small / "site/assets/edition/colours.css").read_text(encoding="utf-8")


def test_the_contrast_is_measured_against_the_grounds_of_the_style_sheet() -> None:
    css = (REPO / "overrides/assets/css/handbook.css").read_text(encoding="utf-8")
    assert f"--brand: light-dark({brand.BRAND}," in css
    assert f"--paper: light-dark(#fff, {brand.PAPER[1]}); --sand: light-dark({brand.SAND[0]}, {brand.SAND[1]})" in css
    assert f"--foot-quiet: light-dark({brand.FOOT_QUIET[0]}, {brand.FOOT_QUIET[1]})" in css


@pytest.mark.parametrize("colour", ["#f39200", "#00a0e0", "#ffff00", "#777777", "#e2001a", "#ffffff"])
def test_the_nearest_colour_passes_and_every_tone_made_from_it_too(colour: str) -> None:
    near = brand.nearest(colour, brand.light_grounds, darker=True)
    assert brand.passes(near, brand.light_grounds(near))
    dark = brand.nearest(near, brand.dark_grounds, darker=False)
    assert brand.passes(dark, brand.dark_grounds(dark))
    assert dark in brand.styles(Colours(brand=near))


def test_a_release_names_open_facts_with_their_pages_and_old_dates(small: Path) -> None:
    replace(small / "docs/de" / PROCESS, "Womit geht es weiter?", "{{ kommune.web }}")
    local(small, "kommune.yml", "kommune.name: Auenrade\nkommune.barriere.erstellt: 2025-01-31\n")
    library, _ = load(small)
    told = "\n".join(refusals(library, "de", datetime.date(2026, 2, 1)))
    assert "kommune.web (Adresse dieser Website): gebraucht auf P-99" in told
    assert "älter als ein Jahr: 31.01.2025" in told
    assert "älter" not in "\n".join(refusals(library, "de", datetime.date(2026, 1, 31)))
