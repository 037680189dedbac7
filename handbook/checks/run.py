"""All rules over the whole library, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import replace

from handbook.checks import (
    edition,
    identity,
    language,
    links,
    lotse,
    markup,
    parity,
    process,
    references,
    sections,
    slots,
    sources,
)
from handbook.errors import Finding, in_order
from handbook.layers.compose import CORE, Tree, library_of
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
    edition.check,
)


# Without these the page cannot be put together, so they stop a town's build too (a test shows that no others do).
UNBUILDABLE = frozenset({"block-unknown", "step-unknown"})


def check_all(library: Library, tree: Tree) -> list[Finding]:
    """Findings of reading and of every rule, each once, sorted by file and line.

    In an edition those in files of the core say whose they are: what the core has without the edition too is its own, and stops
    no build of the town unless a page cannot be read or put together.
    """
    found = _found(library, tree)
    if tree.is_edition and any(_in_core(entry) for entry in found):
        alone = tree.without_local()
        core = _found(library_of(alone), alone)
        found = {_judged(entry, core) if _in_core(entry) else entry for entry in found}
    return in_order(found)


def _found(library: Library, tree: Tree) -> set[Finding]:
    found = {*links.files(library, tree)}
    for rule in RULES:
        found |= set(rule(library))
    return {*library.findings, *identity.folders(tree), *(library.placed(entry) for entry in found)}


def _in_core(entry: Finding) -> bool:
    return entry.cause is None and entry.path.startswith(f"{CORE}/")


def _judged(entry: Finding, core: Set[Finding]) -> Finding:
    if entry not in core:
        return replace(entry, cause="edition")
    stays = entry.severity == "note" or entry.rule in UNBUILDABLE
    return replace(entry, cause="core", severity=entry.severity if stays else "warning")
