"""The flow of a process is a graph that a person can walk: every step is reached, every path ends, loops have a way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handbook.errors import Finding, finding
from handbook.model import pages
from handbook.model.library import Library, Page

MAX_STEPS = 15


def check(library: Library) -> Iterator[Finding]:
    """Rules on steps."""
    for process in library.of(pages.Process):
        page = library.german[process.id]
        yield from _steps(page, process)
        yield from _walk(page, process)
        yield from _outputs(page, process)


def targets(step: pages.Task | pages.Decision | pages.End) -> tuple[str, ...]:
    """The steps that may follow."""
    if isinstance(step, pages.Decision):
        return tuple(choice.to for choice in step.next)
    return step.next if isinstance(step, pages.Task) else ()


def _steps(page: Page, process: pages.Process) -> Iterator[Finding]:
    ids = [step.id for step in process.steps]
    for number, step in enumerate(process.steps):
        line = page.line("steps", number)
        if step.id in ids[:number]:
            yield finding(page.name, line, "step-twice", step=step.id)
        for target in targets(step):
            if target not in ids:
                yield finding(page.name, line, "step-unknown", step=step.id, target=target, known=", ".join(ids))
        accountable = step.raci.A or process.owner
        if accountable in (*step.raci.C, *step.raci.I):
            yield finding(page.name, line, "step-accountable", step=step.id, role=accountable)
    if len(ids) > MAX_STEPS:
        yield finding(page.name, page.line("steps"), "step-many", "warning", count=len(ids), limit=MAX_STEPS)


def _walk(page: Page, process: pages.Process) -> Iterator[Finding]:
    onward = {step.id: targets(step) for step in process.steps}
    reached = _closure(process.steps[0].id, onward)
    backward: dict[str, tuple[str, ...]] = {
        target: tuple(origin for origin, following in onward.items() if target in following) for target in onward
    }
    ends = [step.id for step in process.steps if isinstance(step, pages.End)]
    ending = set().union(*(_closure(end, backward) for end in ends))
    for number, step in enumerate(process.steps):
        line = page.line("steps", number)
        if step.id not in reached:
            yield finding(page.name, line, "step-unreached", step=step.id)
        elif step.id not in ending:
            yield finding(page.name, line, "step-endless", step=step.id)


def _closure(start: str, edges: Mapping[str, tuple[str, ...]]) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += edges.get(here, ())
    return seen


def _outputs(page: Page, process: pages.Process) -> Iterator[Finding]:
    """A form among the results must come out of a step."""
    made = {form for step in process.steps for form in (*step.forms, *step.checklists)}
    for entry in process.outputs:
        if entry.startswith(("F-", "C-")) and entry not in made:
            yield finding(page.name, page.line("outputs"), "output-without-step", id=entry)
