"""The conflict guide: every way leads somewhere, the class is that of the triage, everyday situations end where they should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.layers.compose import load
from handbook.model.data import Lotse, Triage
from handbook.model.lotse import Walk, end, walks
from tests.helpers import REPO

LIBRARY, _ = load(REPO)

# What someone tells, the answers, the outcome and the class that the handbook would want.
EVERYDAY = {
    "someone shouts on the phone about the neighbours' dog": ("nein.gespraech", "aufnehmen", None),
    "a caller says: I know where you live": ("uns", "drohung", "D"),
    "two neighbours argue about a hedge, the clerk thinks about it": (
        "nein.streit.nichts.nein.sache.zwei.vier-wochen",
        "beraten",
        "A",
    ),
    "rehearsal room and care home, the town is the landlord (L-15, F-03: 5 points)": (
        "nein.streit.angewiesen.anderes-amt.sache.gruppen.bald",
        "klaeren",
        "B",
    ),
    "a village fights over housing for refugees, the press reports": (
        "nein.streit.nichts.anderes-amt.lager.alle.bald",
        "ursache",
        "C",
    ),
    "a head of office whose own decision is disputed": ("nein.eigenes-amt", "eigenes-amt", None),
    "the same, noticed only at the fourth question": ("nein.streit.nichts.eigenes-amt", "eigenes-amt", None),
    "two colleagues no longer talk": ("nein.haus", "haus", None),
    "a bus driver has seen a child with bruises": ("nein.streit.kind", "kind", None),
    "stones fly at a demonstration": ("ja", "notruf", "D"),
    "everything at once, but nobody in danger": ("nein.streit.angewiesen.anderes-amt.schaden.alle.heute", "krise", "D"),
}


def rules() -> tuple[Lotse, Triage]:
    assert LIBRARY.data.lotse and LIBRARY.data.triage
    return LIBRARY.data.lotse, LIBRARY.data.triage


def walk(answers: str) -> Walk:
    lotse, triage = rules()
    pairs = zip(lotse.questions, answers.split("."), strict=False)
    steps = tuple((question, next(entry for entry in question.answers if entry.id == name)) for question, name in pairs)
    return end(lotse, triage, steps)


@pytest.mark.parametrize(("answers", "outcome", "class_"), EVERYDAY.values(), ids=EVERYDAY)
def test_everyday_situations_end_where_they_should(answers: str, outcome: str, class_: str | None) -> None:
    found = walk(answers)
    assert found.outcome and (found.outcome.id, found.class_) == (outcome, class_)


def test_every_combination_of_answers_has_a_result_within_seven_questions() -> None:
    found = list(walks(*rules()))
    assert len(found) > 100
    assert all(way.outcome for way in found)
    assert max(len(way.answers) for way in found) <= 7


def test_the_class_follows_from_the_rules_of_the_triage() -> None:
    lotse, triage = rules()
    axes = {axis.id for axis in triage.axes}
    for way in walks(lotse, triage):
        assert way.outcome
        if way.outcome.class_:
            points = sum(way.levels.values())
            assert set(way.levels) == axes
            assert next(entry.id for entry in triage.classes if entry.from_ <= points <= entry.to) == way.outcome.class_
        if triage.danger.level == way.levels.get(triage.danger.axis):
            assert way.class_ == triage.danger.class_ and len(way.answers) == 1


@given(st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_a_higher_point_never_lowers_the_class(points: list[int]) -> None:
    _, triage = rules()
    levels = dict(zip((axis.id for axis in triage.axes), points, strict=True))
    before = triage.class_of(levels)
    assert before
    for axis, level in levels.items():
        after = triage.class_of({**levels, axis: min(level + 1, 2)})
        assert after and after >= before
