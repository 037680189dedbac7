"""Who uses what: roles, forms and checklists by process, and which page links to which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handbook.model import lotse, pages
from handbook.model.library import Library, Page, sort_key
from handbook.model.markdown import SLOT
from handbook.model.texts import is_id

LETTERS = "RACI"


@dataclass(frozen=True)
class References:
    """Relations between pages, by id.

    `raci[process][role]` is a string of letters in the order R, A, C, I; `used_in[document]` maps a process to its step ids;
    `links[page]` holds the ids that a page's text names, `backlinks` the reverse.
    """

    raci: Mapping[str, Mapping[str, str]]
    used_in: Mapping[str, Mapping[str, tuple[str, ...]]]
    links: Mapping[str, tuple[str, ...]]
    backlinks: Mapping[str, tuple[str, ...]]

    def processes_of(self, role: str) -> Iterator[tuple[str, str]]:
        """Processes in which a role takes part, with its letters."""
        for process in sorted(self.raci, key=sort_key):
            if role in self.raci[process]:
                yield process, self.raci[process][role]


def references(library: Library) -> References:
    """Gather the relations of the whole library, from the German pages."""
    used: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    raci: dict[str, Mapping[str, str]] = {}
    for process in library.of(pages.Process):
        raci[process.id] = _letters(process)
        for step in process.steps:
            for document in (*step.forms, *step.checklists):
                used[document][process.id].append(step.id)
    links = {page.id: tuple(dict.fromkeys(linked_ids(page))) for page in library.german.values()}
    back: dict[str, list[str]] = defaultdict(list)
    for origin in sorted(links, key=sort_key):
        for target in links[origin]:
            if target != origin:
                back[target].append(origin)
    return References(
        raci=raci,
        used_in={doc: {process: tuple(steps) for process, steps in by.items()} for doc, by in used.items()},
        links=links,
        backlinks={target: tuple(origins) for target, origins in back.items()},
    )


def _letters(process: pages.Process) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    found[process.owner].add("A")
    for step in process.steps:
        if step.role:
            found[step.role].add("R")
        if step.raci.A:
            found[step.raci.A].add("A")
        for role in step.raci.C:
            found[role].add("C")
        for role in step.raci.I:
            found[role].add("I")
    return {role: "".join(letter for letter in LETTERS if letter in letters) for role, letters in found.items()}


def slot_uses(library: Library) -> Mapping[str, tuple[str, ...]]:
    """Which pages show which slot: in text, front matter, deadlines of steps, and blocks."""
    uses: dict[str, dict[str, None]] = defaultdict(dict)
    for identity in library.ids:
        page = library.german[identity]
        for name in (*slots_of(page), *_block_slots(page, library)):
            uses[name][identity] = None
    return {name: tuple(ids) for name, ids in uses.items()}


def slots_of(page: Page) -> Iterator[str]:
    """Names of the slots that a page shows itself, blocks apart."""
    yield from (name.strip() for name in SLOT.findall(page.source.text))
    if isinstance(page.head, pages.Process):
        yield from (step.within.slot for step in page.head.steps if step.within and step.within.slot)


def _block_slots(page: Page, library: Library) -> Iterator[str]:
    names = (name for names in page.head.blocks.values() for name in names) if isinstance(page.head, pages.Head) else ()
    for name in names:
        if name in library.data.blocks:
            yield from (slot.strip() for slot in SLOT.findall(library.data.blocks[name].de))
    if page.id == lotse.PAGE and library.data.lotse:
        yield from (slot.strip() for text in library.data.lotse.texts for slot in SLOT.findall(text.de))


def linked_ids(page: Page) -> Iterator[str]:
    """Ids that the body links to."""
    for link in page.scan.links:
        target = link.target.split("#")[0]
        if not link.image and is_page_target(target):
            yield target


def is_page_target(target: str) -> bool:
    """Whether a link's target (without anchor) is a page id rather than a file or an address."""
    return bool(target) and (is_id(target) or target.replace("-", "").isalpha()) and target[0] not in "/." and "." not in target
