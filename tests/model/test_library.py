"""The library: what is read from the files of the small handbook."""

from __future__ import annotations

from pathlib import Path

from handbook.layers.compose import load
from handbook.model import pages
from handbook.model.library import sort_key
from handbook.model.references import references
from tests.helpers import identity_of, replace

PROCESS = "docs/de/prozesse/p-99-titel.md"


def test_it_holds_every_page_of_both_languages(small: Path) -> None:
    library, _ = load(small)
    assert set(library.german) == set(library.english) == {*map(identity_of, pages.PAGE_TYPES), "start"}
    assert not library.findings


def test_ids_are_ordered_by_letter_and_number() -> None:
    assert sorted(["P-100", "P-20", "start", "P-02", "C-03"], key=sort_key) == ["start", "C-03", "P-02", "P-20", "P-100"]


def test_english_words_fill_the_german_structure(small: Path) -> None:
    library, _ = load(small)
    german, english = library.head("P-99", "de"), library.head("P-99", "en")
    assert isinstance(german, pages.Process) and isinstance(english, pages.Process)
    assert [step.id for step in german.steps] == [step.id for step in english.steps]
    assert english.steps[0].label == "First step"
    assert english.steps[0].forms == ("F-99",)
    decision = english.steps[1]
    assert isinstance(decision, pages.Decision)
    assert [(choice.to, choice.label) for choice in decision.next] == [("s3", "yes"), ("s1", "no")]


def test_a_sample_is_shown_in_the_words_of_the_language(small: Path) -> None:
    form = load(small)[0].head("F-99", "en")
    assert isinstance(form, pages.Form)
    assert form.samples["L-99"] == {"ort": "Sample place", "art": "one"}


def test_a_changed_section_makes_its_translation_outdated(small: Path) -> None:
    replace(small / PROCESS, "Drei bis fünf Sätze", "Vier Sätze")
    assert load(small)[0].outdated("P-99") == ("kurz",)


def test_a_changed_label_makes_the_front_matter_outdated_but_a_keyword_does_not(small: Path) -> None:
    replace(small / PROCESS, "keywords: [Wörter", "keywords: [mehr, Wörter")
    assert load(small)[0].outdated("P-99") == ()
    replace(small / PROCESS, "label: Abschließen", "label: Beenden")
    assert load(small)[0].outdated("P-99") == ("_meta",)


def test_references_say_who_uses_what(small: Path) -> None:
    refs = references(load(small)[0])
    assert refs.raci == {"P-99": {"R-99": "RA"}}
    assert refs.used_in == {"F-99": {"P-99": ("s1",)}, "C-99": {"P-99": ("s1",)}}
    assert list(refs.processes_of("R-99")) == [("P-99", "RA")]
