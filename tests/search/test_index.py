"""The index: what it takes from a page, how it writes texts, what it holds for the browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.layers.compose import load
from handbook.search import index
from handbook.search.coding import ALPHABET, BASE, LEADS, Coder, code, tokens
from handbook.search.extract import page_text, situations
from tests.helpers import REPO, handbook, replace

PAGE = b"""<html><body><nav>Menue</nav><article data-page-type="process">
<p class="hb-kind">P-99</p><h1 id="seite">Titel<a class="headerlink" href="#seite">#</a></h1><p class="lead">Ein Satz.</p>
<details class="hb-toc"><ul><li>Ablauf</li></ul></details>
<h2 id="ablauf">Ablauf<a class="headerlink" href="#ablauf">#</a></h2>
<table class="steps"><thead><tr><th>Nr.</th><th>Schritt</th></tr></thead><tbody>
<tr><td>1</td><td><a href="#schritt-s1">Erster Schritt</a></td><td>Anlaufstelle</td></tr>
<tr><td>2</td><td>Schritt ohne Text</td><td>Anlaufstelle</td></tr></tbody></table>
<h3 id="schritt-s1">Erster Schritt</h3>
<p>Text <em class="planned">(in Arbeit)</em>, <a href="x">Seite</a><sup><a class="footnote-ref" href="#f">1</a></sup>.</p>
<ul><li>Punkt eins</li><li>Punkt zwei</li></ul>
<h2 id="verwandt">Verwandte Seiten</h2><ul><li>Andere Seite</li></ul>
</article></body></html>"""


def data_of(site: Path, lang: str, kind: str = "index") -> Any:
    text = (site / "search" / f"{kind}.{lang}.js").read_text(encoding="utf-8")
    found = re.fullmatch(rf"handbook{kind.title()}\((.*)\)\n", text, re.S)
    assert found and "<" not in text
    return json.loads(found[1])


def decoded(text: str, words: list[str]) -> str:
    """What engine.js makes of a coded text, without its look: tokens, with a space between two words."""
    found: list[str] = []
    rest = iter(text)
    for first in rest:
        lead, number, start = ALPHABET.index(first), 0, 0
        for length, leads in enumerate(LEADS):
            if lead < leads:
                number = lead
                for _ in range(length):
                    number = number * BASE + ALPHABET.index(next(rest))
                break
            lead -= leads
            start += leads * BASE**length
        token = words[start + number]
        found += [" ", token] if found and found[-1][-1].isalnum() and token[0].isalnum() else [token]
    return "".join(found)


def test_a_page_gives_its_own_words_and_no_others() -> None:
    page = page_text(PAGE)
    assert page and (page.title, page.lead) == ("Titel", "Ein Satz.")
    assert [(section.anchor, section.heading, section.text) for section in page.sections] == [
        ("ablauf", "Ablauf", "Schritt ohne Text"),
        ("schritt-s1", "Erster Schritt", "Text, Seite.\nPunkt eins\nPunkt zwei"),
    ]


def test_a_redirect_is_no_page() -> None:
    assert page_text(b"<html><body><p>Diese Seite ist umgezogen</p></body></html>") is None


def test_the_home_page_offers_its_situations() -> None:
    home = b"""<article><h1>Start</h1><h2 id="situation">Was?</h2>
    <ul><li><strong><a href="a.html">Jemand ruft an</a></strong>: <a href="b.html">x</a></li><li>ohne</li></ul></article>"""
    assert situations(home) == [("Jemand ruft an", "a.html")]
    assert situations(b"<article><h1>Start</h1></article>") == []


@given(st.lists(st.text(alphabet="abcäöüß ,.\n„“§1", max_size=40), max_size=8))
def test_a_coded_text_is_the_text_again(texts: list[str]) -> None:
    coder = Coder(texts)
    for text in texts:
        assert decoded(coder.encode(text), coder.tokens) == "".join(
            f" {token}" if place and token[0].isalnum() and tokens(text)[place - 1][-1].isalnum() else token
            for place, token in enumerate(tokens(text))
        )


def test_every_number_of_words_has_room() -> None:
    assert [len(code(number)) for number in (0, 39, 40, 4689, 4690, 21987, 21988, 800_000)] == [1, 1, 2, 2, 3, 3, 4, 4]
    with pytest.raises(ValueError, match="more words"):
        code(900_000)


@pytest.mark.slow
def test_each_language_has_its_pages_with_type_keywords_and_synonyms(small: Path) -> None:
    replace(small / "docs" / "de" / "prozesse" / "p-99-titel.md", "keywords: [", "keywords: [Zauberwort, ")
    (small / "docs" / "_data" / "synonyms.de.yml").write_text("- {say: [Zoff], find: [Streit]}\n", encoding="utf-8")
    handbook(small, "build")
    german, english = data_of(small / "site", "de"), data_of(small / "site", "en")
    assert {page[0] for page in german["pages"]} == {page[0] for page in english["pages"]} >= {"P-99", "start"}
    assert all(page[2].startswith("en/") for page in english["pages"])
    process = next(page for page in german["pages"] if page[0] == "P-99")
    assert decoded(process[5], german["tokens"]).startswith("Zauberwort, ")
    assert decoded(process[5], german["tokens"]).endswith(", Prozess")
    assert german["synonyms"] == [[["Zoff"], ["Streit"]]]
    assert english["synonyms"] == []
    assert len(data_of(small / "site", "de", "texts")) == sum(len(page[6:]) for page in german["pages"])
    assert not (small / "site" / "assets" / "javascripts").exists()


def test_stop_words_are_written_as_the_engine_folds_them() -> None:
    for lang, text in index.stop_words().items():
        assert re.fullmatch(r"[a-z ]+", text), lang
        assert len(set(text.split())) == len(text.split()), lang


@pytest.mark.site
def test_synonyms_lead_to_words_that_a_page_has(site: Path) -> None:
    """A synonym for a page that is not written yet stays without effect; most must have one."""
    library, _ = load(REPO)
    for lang, groups in library.data.synonyms.items():
        known = {token.lower() for token in data_of(site, lang)["tokens"]}
        dead = [group.find for group in groups if not any(_known(entry, known) for entry in group.find)]
        assert len(dead) <= len(groups) // 10, dead


def _known(entry: str, known: set[str]) -> bool:
    return all(any(word.startswith(part[:5]) for word in known) for part in re.findall(r"\w+", entry.lower()))
