"""The conflict guide leads somewhere: every way through its questions has an outcome, danger comes first, all names exist."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from handbook.checks.links import anchors
from handbook.errors import Finding, finding
from handbook.locale import LANGUAGES
from handbook.model.data import Lotse, Outcome, Question, Triage
from handbook.model.library import Library
from handbook.model.lotse import Walk, walks
from handbook.model.markdown import LINK, SLOT
from handbook.model.references import is_page_target

MOST = 7


def check(library: Library) -> Iterator[Finding]:
    """Rules on questions, answers and outcomes; the ways are walked only when all names are right."""
    lotse, triage = library.data.lotse, library.data.triage
    if lotse is None or triage is None:
        return
    wrong = [*_names(lotse, triage, library), *_danger(lotse, triage, library)]
    yield from wrong
    if not wrong:
        yield from _ways(lotse, triage, library)
    yield from _class_processes(lotse, triage, library)
    for question in lotse.questions:
        yield from _texts(question, library)
    for outcome in lotse.outcomes:
        yield from _texts(outcome, library)


def _place(entry: Question | Outcome, library: Library) -> tuple[str, int]:
    kind = "questions" if isinstance(entry, Question) else "outcomes"
    return library.data.lotse_places.get((kind, entry.id), ("docs/_data/lotse.yml", 1))


def _names(lotse: Lotse, triage: Triage, library: Library) -> Iterator[Finding]:
    axes, outcomes = [axis.id for axis in triage.axes], [entry.id for entry in lotse.outcomes]
    for entries in (lotse.questions, lotse.outcomes):
        counted = Counter(entry.id for entry in entries)
        yield from (finding(*_place(entry, library), "lotse-twice", id=entry.id) for entry in entries if counted[entry.id] > 1)
    if len(lotse.questions) > MOST:
        yield finding(*_place(lotse.questions[MOST], library), "lotse-many", count=len(lotse.questions), limit=MOST)
    for question in lotse.questions:
        place = _place(question, library)
        if question.axis and question.axis not in axes:
            yield finding(*place, "lotse-axis", id=question.id, axis=question.axis, known=", ".join(axes))
        counted = Counter(answer.id for answer in question.answers)
        for answer in question.answers:
            if counted[answer.id] > 1:
                yield finding(*place, "lotse-twice", id=f"{question.id}.{answer.id}")
            if answer.level is not None and not question.axis:
                yield finding(*place, "lotse-level", id=f"{question.id}.{answer.id}")
            if answer.outcome and answer.outcome not in outcomes:
                yield finding(*place, "lotse-outcome", id=f"{question.id}.{answer.id}", outcome=answer.outcome)


def _danger(lotse: Lotse, triage: Triage, library: Library) -> Iterator[Finding]:
    """Stop rules first: the first question asks about danger, and such an answer ends the questions."""
    dangerous = [
        (question, answer)
        for question in lotse.questions
        for answer in question.answers
        if question.axis == triage.danger.axis and answer.level == triage.danger.level
    ]
    if not any(question is lotse.questions[0] for question, _ in dangerous):
        yield finding(*_place(lotse.questions[0], library), "lotse-danger-first", id=lotse.questions[0].id)
    for question, answer in dangerous:
        if not answer.outcome:
            yield finding(*_place(question, library), "lotse-danger-ends", id=f"{question.id}.{answer.id}")


def _ways(lotse: Lotse, triage: Triage, library: Library) -> Iterator[Finding]:
    all_ways = list(walks(lotse, triage))
    gap = next((way for way in all_ways if way.outcome is None), None)
    if gap:
        open_axes = [axis.id for axis in triage.axes if axis.id not in gap.levels]
        missing = f"class: {gap.class_}" if gap.class_ else f"axis: {', '.join(open_axes)}"
        yield finding(*_place(gap.answers[-1][0], library), "lotse-gap", way=_spelled(gap), missing=missing)
        return
    reached = {way.outcome.id for way in all_ways if way.outcome}
    for outcome in lotse.outcomes:
        if outcome.id not in reached:
            yield finding(*_place(outcome, library), "lotse-unreached", "warning", id=outcome.id)


def _spelled(way: Walk) -> str:
    return ", ".join(f"{question.id}: {answer.id}" for question, answer in way.answers)


def _class_processes(lotse: Lotse, triage: Triage, library: Library) -> Iterator[Finding]:
    """An outcome by points names a process that the class itself names in triage.yml."""
    actions = {entry.id: re.findall(r"\]\((P-\d+)", entry.action.de) for entry in triage.classes}
    for outcome in lotse.outcomes:
        if outcome.class_ and outcome.process not in actions[outcome.class_]:
            known = ", ".join(actions[outcome.class_])
            yield finding(*_place(outcome, library), "lotse-process", id=outcome.id, process=outcome.process, known=known)


def _texts(entry: Question | Outcome, library: Library) -> Iterator[Finding]:
    """Ids, links and slots of one entry."""
    place = _place(entry, library)
    if isinstance(entry, Outcome):
        for identity in (entry.process, *entry.checklists, *entry.forms):
            if identity not in library.known:
                yield finding(*place, "id-unknown", id=identity)
    for text in (text.get(lang) for text in entry.texts for lang in LANGUAGES):
        for name in SLOT.findall(text):
            if name.strip() not in library.data.slots:
                yield finding(*place, "slot-unknown", slot=name.strip())
        for match in LINK.finditer(text):
            identity, _, anchor = match[3].strip("<>").partition("#")
            if not is_page_target(identity):
                continue
            if identity not in library.known:
                yield finding(*place, "id-unknown", id=identity)
            elif anchor and identity in library.german and anchor not in (known := anchors(library, identity)):
                yield finding(*place, "anchor-unknown", anchor=anchor, id=identity, known=", ".join(sorted(known)))
