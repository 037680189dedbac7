"""The conflict guide as rules: every way through its questions, and the outcome that the answers lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handbook.model.data import Answer, ClassId, Lotse, Outcome, Question, Triage

PAGE = "lotse"


@dataclass(frozen=True)
class Walk:
    """One way through the questions. `outcome` is None where the rules have a gap, `class_` where no class is given."""

    answers: tuple[tuple[Question, Answer], ...]
    class_: ClassId | None
    outcome: Outcome | None

    @property
    def levels(self) -> dict[str, int]:
        """Points by axis."""
        return levels(self.answers)


def levels(answers: tuple[tuple[Question, Answer], ...]) -> dict[str, int]:
    """Points by axis; where two questions ask about one axis, the higher answer counts."""
    found: dict[str, int] = {}
    for question, answer in answers:
        if question.axis and answer.level is not None:
            found[question.axis] = max(answer.level, found.get(question.axis, 0))
    return found


def walks(lotse: Lotse, triage: Triage, start: tuple[tuple[Question, Answer], ...] = ()) -> Iterator[Walk]:
    """Every way through the questions, in their order."""
    if (start and start[-1][1].outcome) or len(start) == len(lotse.questions):
        yield end(lotse, triage, start)
        return
    question = lotse.questions[len(start)]
    for answer in question.answers:
        yield from walks(lotse, triage, (*start, (question, answer)))


def end(lotse: Lotse, triage: Triage, answers: tuple[tuple[Question, Answer], ...]) -> Walk:
    """Where answers lead that end: to the outcome that the last one names, otherwise to that of their class."""
    class_ = triage.class_of(levels(answers))
    named = answers[-1][1].outcome
    outcome = next((entry for entry in lotse.outcomes if (entry.id == named if named else entry.class_ == class_)), None)
    return Walk(answers, class_, outcome if named or class_ else None)


def class_of(outcome: Outcome, lotse: Lotse, triage: Triage) -> ClassId | None:
    """The class that an outcome stands for: its own, or that of danger where only answers of danger lead to it."""
    if outcome.class_:
        return outcome.class_
    leading = {
        triage.class_of(levels(((question, answer),)))
        for question in lotse.questions
        for answer in question.answers
        if answer.outcome == outcome.id
    }
    return leading.pop() if len(leading) == 1 else None


def question_id(question: Question) -> str:
    """The id of a question's heading on the page."""
    return f"frage-{question.id}"


def outcome_id(identity: str) -> str:
    """The id of an outcome's heading on the page."""
    return f"ergebnis-{identity}"


def anchors(lotse: Lotse) -> frozenset[str]:
    """Ids of the woven headings of the page."""
    return frozenset({*map(question_id, lotse.questions), *(outcome_id(entry.id) for entry in lotse.outcomes), "punkte"})
