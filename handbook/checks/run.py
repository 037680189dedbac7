"""All rules over the whole library, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from handbook.checks import identity, language, links, lotse, markup, parity, process, references, sections, slots, sources
from handbook.errors import Finding
from handbook.layers.compose import Tree
from handbook.model.library import Library

Rule = Callable[[Library], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    identity.check,
    references.check,
    links.check,
    lotse.check,
    sections.check,
    process.check,
    parity.check,
    slots.check,
    sources.check,
    markup.check,
    language.check,
)


def check_all(library: Library, tree: Tree) -> list[Finding]:
    """Findings of reading and of every rule, each once, sorted by file and line."""
    found = {*links.files(library, tree)}
    for rule in RULES:
        found |= set(rule(library))
    return sorted({*library.findings, *identity.folders(tree), *(library.placed(entry) for entry in found)})
