"""Terms of the glossary in the text of a page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement, document_fromstring

from handbook.finish.facts import SiteFacts, Term
from handbook.finish.glossary import MOST, forms, pattern
from handbook.finish.page import PARSER, finish_page
from handbook.layers.compose import load
from tests.helpers import REPO

TERMS = (
    Term("triage", "Triage", "Ersteinschätzung"),
    Term("mediator", "Mediatorin und Mediator", "Vermittelt"),
    Term("hot", "heißer Konflikt", "Laut"),
    Term("analyse", "Konfliktanalyse", "Wer will was"),
    Term("systemisch", "systemische Konfliktanalyse", "Von außen"),
    Term("runder-tisch", "Runder Tisch", "Alle an einem Tisch"),
)
FACTS = SiteFacts(("p/a.html",), frozenset(), {}, {}, "a.html", terms={"de": TERMS}, glossary="glossar.html")


def tree(html: bytes) -> HtmlElement:
    return document_fromstring(html, parser=PARSER)


def marked(body: str, attributes: str = 'data-page-type="process"', facts: SiteFacts = FACTS) -> list[tuple[str, str]]:
    html = f'<!doctype html><html lang="de"><body><article {attributes}>{body}</article></body></html>'
    document, before = (
        tree(data) for data in (finish_page(html.encode(), "p/a.html", facts, Path("/nowhere")).html, html.encode())
    )
    assert document.text_content() == before.text_content()
    return [(link.get("href").partition("#")[2], link.text) for link in document.find_class("hb-term")]


@pytest.mark.parametrize(
    ("form", "yes", "no"),
    [
        ("Mediatorin", ["Mediatorin", "Mediatorinnen"], ["Mediatorinnenpool", "mediatorin"]),
        (
            "heißer Konflikt",
            ["heißer Konflikt", "Heiße Konflikte", "heißen Konflikts", "heißem\nKonflikt"],
            ["heißere Konflikte"],
        ),
        ("Runder Tisch", ["Runden Tisches", "Runde Tische"], ["runder Tisch", "Runden"]),
        ("allparteilich", ["allparteiliche", "Allparteilich"], ["allparteilichste"]),
        ("Mandat", ["Mandats", "Mandate", "Mandaten"], ["Mandatar", "Mandat-Vorlage", "Vor-Mandat"]),
        ("Stab für außergewöhnliche Ereignisse", ["Stab für außergewöhnlichen Ereignisse"], ["Stab für Ereignisse"]),
    ],
)
def test_german_words_are_found_with_their_endings_and_no_others(form: str, yes: list[str], no: list[str]) -> None:
    expression = re.compile(rf"(?<![\w-]){pattern(form, 'de')}(?![\w-])")
    assert [text for text in yes if not expression.fullmatch(text)] == []
    assert [text for text in no if expression.search(text)] == []


def test_english_words_are_found_in_the_plural_and_at_the_beginning_of_a_sentence() -> None:
    for form, text in (("round table", "Round tables"), ("press line", "press lines"), ("service party", "service parties")):
        assert re.fullmatch(pattern(form, "en"), text)


def test_a_word_in_an_english_name_is_no_term() -> None:
    english = replace(FACTS, terms={"de": (), "en": (Term("mediation", "mediation", "x"),)})
    assert marked("<p>The Mediation Act. Mediation is free.</p>", 'lang="en"', english) == [("mediation", "Mediation")]


def test_an_entry_has_the_forms_of_its_title() -> None:
    assert forms("Mediatorin und Mediator") == ["Mediatorin", "Mediator"]
    assert forms("Lösch- und Aufbewahrungsplan (Löschplan)") == ["Lösch- und Aufbewahrungsplan", "Löschplan"]
    assert forms("Kommunales Integrationszentrum (KI)") == ["Kommunales Integrationszentrum"]


def test_a_term_is_marked_once_where_it_first_stands_in_prose() -> None:
    body = """<h1>Triage</h1><p>Vor der <b>Triage</b> kommt <a href="x">die Triage</a>. Die Triage.</p>
        <table><tr><td>Konfliktanalyse</td></tr></table><blockquote><p>Runder Tisch</p></blockquote>
        <ul><li>Eine systemische Konfliktanalyse, dann eine Konfliktanalyse.
        „Kommt eine Mediatorin?“ Mediatorinnen kommen.</li></ul>"""
    assert marked(body) == [
        ("triage", "Triage"),
        ("systemisch", "systemische Konfliktanalyse"),
        ("analyse", "Konfliktanalyse"),
        ("mediator", "Mediatorinnen"),
    ]


def test_what_to_do_now_and_text_of_another_language_stay_plain() -> None:
    body = '<h1>T</h1><h2>Jetzt</h2><p>Triage</p><h2>Dann</h2><p>Triage</p><div lang="en"><p>Runder Tisch</p></div>'
    assert marked(body, 'data-page-type="process" data-urgent="true"') == [("triage", "Triage")]
    assert marked('<div class="admonition danger"><p>Triage</p></div>') == []
    assert marked("<p>Triage</p>", 'data-page-id="glossar"') == []


def test_a_page_explains_few_terms() -> None:
    many = tuple(Term(f"t{number}", f"Wort{chr(97 + number)}", "x") for number in range(20))
    body = "".join(f"<p>{term.name}</p>" for term in many)
    assert len(marked(body, facts=replace(FACTS, terms={"de": many}))) == MOST


@given(
    st.lists(st.sampled_from(["Triage", " ", "die ", "<b>", "</b>", "Mediatorin", "<br>", "&amp;", "„", "“", "."]), max_size=12)
)
def test_marking_changes_no_text(pieces: list[str]) -> None:
    marked("<p>" + "".join(pieces) + "</p>")


def test_definitions_stand_alone() -> None:
    for entry in load(REPO)[0].data.glossary:
        for text in (entry.definition.de, entry.definition.en):
            assert len(text) <= 200 and not re.search(r"\]\(|\{\{|\*\*", text), entry.id
