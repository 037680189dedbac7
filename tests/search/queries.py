"""Queries with the pages that answer them: the written ones (tests/data), and mechanical ones made from the pages."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from handbook.search.extract import PageText, page_text
from tests.helpers import REPO

DATA = REPO / "tests" / "data"
SETS = ("dev", "tuned", "unseen")
UMLAUTS = {"ä": ("ae", "a"), "ö": ("oe", "o"), "ü": ("ue", "u"), "ß": ("ss", "ss")}


@dataclass(frozen=True)
class Query:
    """What someone types, and the ids of the pages that answer it."""

    text: str
    lang: str
    category: str
    right: tuple[str, ...]


def written(name: str) -> list[Query]:
    """One of the written sets."""
    data = json.loads((DATA / f"search-queries.{name}.json").read_text(encoding="utf-8"))
    return [Query(row["q"], row["lang"], row.get("category", "everyday"), tuple(row["right"])) for row in data["queries"]]


def answerable(queries: list[Query], ids: set[str]) -> list[Query]:
    """Queries with at least one right page that is written; only those pages count as right."""
    some = (replace(query, right=tuple(page for page in query.right if page in ids)) for query in queries)
    return [query for query in some if query.right]


def mechanical(site: Path, lang: str) -> list[Query]:
    """Made from titles and texts of the numbered pages: a letter dropped or swapped, umlauts, parts of compounds, rare pairs.

    Right is every page whose title or keywords have the word, for a rare pair the page that it was taken from.
    """
    pages, titles, names = {}, defaultdict(set), defaultdict(set)
    for identity, page, keywords in _pages(site, lang):
        pages[identity] = page
        for word in _words(page.title):
            titles[word].add(identity)
        for word in _words(page.title + " " + keywords):
            names[word].add(identity)
    texts = {identity: {word for part in page.sections for word in _words(part.text)} for identity, page in pages.items()}
    spread = Counter(word for words in texts.values() for word in words)
    made = [query for word in sorted(titles) if len(word) > 6 for query in _from_word(word, lang, names, spread)]
    for identity, words in texts.items():
        rare = sorted((spread[word], -len(word), word) for word in words if len(word) > 4 and not _having(word[:6], names))[:2]
        made.append(Query(" ".join(word for _, _, word in rare), lang, "rare pair", (identity,)))
    return made


def _pages(site: Path, lang: str) -> Iterator[tuple[str, PageText, str]]:
    model = json.loads((site / "handbook.json").read_text(encoding="utf-8"))
    for entry in model["pages"]:
        page = page_text((site / entry["url"][lang]).read_bytes())
        if re.match(r"[A-Z]+-\d", entry["id"]) and page:
            yield entry["id"], page, " ".join(entry["keywords"][lang])


def _words(text: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[^\W\d_]+", text)]


def _from_word(word: str, lang: str, names: dict[str, set[str]], spread: Counter[str]) -> Iterator[Query]:
    own = tuple(sorted(_having(word[: max(5, len(word) - 2)], names)))  # other endings are as right
    middle = len(word) // 2
    yield Query(word[:middle] + word[middle + 1 :], lang, "dropped letter", own)
    if word[middle] != word[middle + 1]:
        yield Query(word[:middle] + word[middle + 1] + word[middle] + word[middle + 2 :], lang, "swapped letters", own)
    for umlaut, variants in UMLAUTS.items():
        if umlaut in word and lang == "de":
            yield from (Query(word.replace(umlaut, variant), lang, "umlaut", own) for variant in dict.fromkeys(variants))
    for cut in range(4, len(word) - 4):
        first, last = word[:cut], word[cut:]
        first = first.removesuffix("s")
        if lang == "de" and last in spread and first in spread:
            yield Query(last, lang, "compound head", tuple(sorted(_having(last, names))))
            yield Query(first, lang, "compound first part", tuple(sorted(_having(first, names))))
            break


def _having(part: str, names: dict[str, set[str]]) -> set[str]:
    return {identity for word, ids in names.items() if part in word for identity in ids}
