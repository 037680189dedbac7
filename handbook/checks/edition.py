"""What an edition has left as it came: the first sentence of its own page, values of the examples."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.errors import Finding, finding
from handbook.layers.facts import is_example
from handbook.locale import word
from handbook.model.library import Library


def check(library: Library) -> Iterator[Finding]:
    """The sentence that `handbook local init` wrote to be replaced."""
    for path, line in starters(library):
        yield finding(path, line, "starter-text", "warning")


def starters(library: Library) -> Iterator[tuple[str, int]]:
    """File and line of each such sentence."""
    for page in (*library.german.values(), *library.english.values()):
        sentence = word(page.file.lang, "first_page.starter")
        if page.file.layer == "local" and sentence in page.source.body:
            yield page.name, page.source.body_line + page.source.body.partition(sentence)[0].count("\n")


def examples(library: Library) -> list[str]:
    """Facts that still have the value of an example."""
    return [name for name, value in library.slot_values.items() if is_example(value)]
