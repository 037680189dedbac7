"""The conflict guide as a page that can be read: every question with its answers as links, every outcome below.

The script `overrides/assets/js/lotse.js` reads this page and asks one question at a time; the marks that it needs are the `data-`
attributes: of a link the answer, its axis and level, of an outcome its class and points.
"""

from __future__ import annotations

from handbook.locale import word
from handbook.model.data import Answer, Lotse, Outcome, Question, Triage
from handbook.model.library import Library
from handbook.model.lotse import PAGE, class_of, outcome_id, question_id
from handbook.weave.text import heading, link


def questions(lotse: Lotse, triage: Triage, lang: str) -> str:
    """All questions in order, then what the points lead to."""
    parts = [_question(number, lotse, lang) for number in range(len(lotse.questions))]
    sums = f"### {word(lang, 'lotse.sum')} {{#punkte}}"
    return "\n\n".join([*parts, sums, word(lang, "lotse.add"), _classes(lotse, triage, lang)])


def _question(number: int, lotse: Lotse, lang: str) -> str:
    question = lotse.questions[number]
    title = word(lang, "lotse.question", number=number + 1, text=question.text.get(lang))
    following = f"#{question_id(lotse.questions[number + 1])}" if number + 1 < len(lotse.questions) else "#punkte"
    return "\n\n".join(
        [
            f"### {title} {{#{question_id(question)}}}",
            *([question.help.get(lang)] if question.help else []),
            *([f"> {question.say.get(lang)}"] if question.say else []),
            "\n".join(_answer(answer, question, following, lang) for answer in question.answers),
        ]
    )


def _answer(answer: Answer, question: Question, following: str, lang: str) -> str:
    target = f"#{outcome_id(answer.outcome)}" if answer.outcome else following
    marks = f"data-answer={answer.id}"
    points = ""
    if question.axis and answer.level is not None:
        marks += f" data-axis={question.axis} data-level={answer.level}"
        points = "" if answer.outcome else f" *{_points(answer.level, lang)}*{{.points}}"
    note = f" *{answer.note.get(lang)}*{{.note}}" if answer.note else ""
    return f"- [{answer.text.get(lang)}]({target}){{{marks}}}{points}{note}"


def _points(points: int, lang: str) -> str:
    return word(lang, f"triage.points.{'one' if points == 1 else 'many'}", points=points)


def _classes(lotse: Lotse, triage: Triage, lang: str) -> str:
    """From points to outcomes, as links."""
    lines = []
    for entry in triage.classes:
        outcome = next((outcome for outcome in lotse.outcomes if outcome.class_ == entry.id), None)
        if outcome:
            points = word(lang, "lotse.points", start=entry.from_, end=entry.to)
            name = word(lang, "lotse.class", id=entry.id, name=entry.name.get(lang))
            lines.append(f"- {points}: [{name}](#{outcome_id(outcome.id)})")
    return "\n".join(lines)


def outcomes(lotse: Lotse, triage: Triage, library: Library, lang: str) -> str:
    """All outcomes; those by points last."""
    ordered = sorted(lotse.outcomes, key=lambda outcome: outcome.class_ or "")
    return "\n\n".join(_outcome(outcome, lotse, triage, library, lang) for outcome in ordered)


def _outcome(outcome: Outcome, lotse: Lotse, triage: Triage, library: Library, lang: str) -> str:
    class_ = next((entry for entry in triage.classes if entry.id == class_of(outcome, lotse, triage)), None)
    marks = f"#{outcome_id(outcome.id)}"
    if class_:
        marks += f" data-class={class_.id}"
        if outcome.class_:
            marks += f" data-from={class_.from_} data-to={class_.to}"
    named = word(lang, "lotse.class", id=class_.id, name=class_.name.get(lang)) if class_ else word(lang, "lotse.no_class")
    papers = {
        "process": (outcome.process,),
        "checklist": outcome.checklists,
        "form": outcome.forms,
    }
    lines = [
        f"- **{word(lang, f'types.{kind}')}:** " + ", ".join(link(library, identity, lang, with_id=True) for identity in ids)
        for kind, ids in papers.items()
    ]
    return "\n\n".join(
        [
            f"### {outcome.title.get(lang)} {{{marks}}}",
            outcome.now.get(lang),
            f"> {outcome.say.get(lang)}",
            f"**{named}.**{{.class}} {outcome.why.get(lang)}",
            "\n".join(lines),
        ]
    )


def opening(lotse: Lotse, lang: str) -> str:
    """The first question for the home page; its answers lead into the guide."""
    first, second = lotse.questions[0], lotse.questions[1:2]
    following = f"{PAGE}#{question_id(second[0])}" if second else f"{PAGE}#punkte"
    answers = "\n".join(
        f"- [{answer.text.get(lang)}]({f'{PAGE}#{outcome_id(answer.outcome)}' if answer.outcome else following})"
        for answer in first.answers
    )
    intro = word(lang, "lotse.intro", title=f"[{word(lang, 'lotse.title')}]({PAGE})")
    return (
        f'<div class="hb-lotse-home" markdown="1">\n\n{heading(lang, "lotse")}\n\n{intro}\n\n'
        f"**{first.text.get(lang)}**{{.asked}}\n\n{answers}\n\n</div>"
    )
