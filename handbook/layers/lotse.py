"""The conflict guide of an edition: `local/lotse.yml` laid over the core's rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from handbook.errors import Finding, finding
from handbook.model import yamlmap
from handbook.model.data import Data, Lotse, LotseChanges, Outcome, Question, lotse_places
from handbook.model.parse import parse
from handbook.model.source import read_text
from handbook.model.yamlmap import YamlMap, YamlProblem

FILE = "local/lotse.yml"
E = TypeVar("E", Question, Outcome)


def lay(data: Data, root: Path) -> Data:
    """The data with the edition's questions and outcomes; problems join `data.findings`."""
    file = root / FILE
    if data.lotse is None or not (file.exists() or file.is_symlink()):
        return data
    read = _read(file, root)
    if isinstance(read, list):
        return replace(data, findings=(*data.findings, *read))
    changes, lines = read
    questions = _laid(data.lotse.questions, changes.questions)
    outcomes = _laid(data.lotse.outcomes, changes.outcomes)
    order = changes.order or tuple(entry.id for entry in data.lotse.questions)
    findings = [
        *(
            finding(FILE, lines.line("order", at), "lotse-order", id=name, known=", ".join(questions))
            for at, name in enumerate(order)
            if name not in questions
        ),
        *(
            finding(FILE, lines.line("questions", at), "lotse-not-asked", id=entry.id, order=", ".join((*order, entry.id)))
            for at, entry in enumerate(changes.questions)
            if entry.id not in order
        ),
    ]
    if findings:
        return replace(data, findings=(*data.findings, *findings))
    return replace(
        data,
        lotse=Lotse.model_construct(questions=tuple(questions[name] for name in order), outcomes=tuple(outcomes.values())),
        lotse_places={**data.lotse_places, **lotse_places(changes, lines, FILE)},
    )


def _read(file: Path, root: Path) -> tuple[LotseChanges, YamlMap] | list[Finding]:
    text = read_text(file, FILE, root)
    if isinstance(text, Finding):
        return [text]
    try:
        lines = yamlmap.load(text)
    except YamlProblem as problem:
        return [finding(FILE, problem.line, problem.rule, **problem.values)]
    changes = parse(LotseChanges, lines, FILE)
    return changes if isinstance(changes, list) else (changes, lines)


def _laid(core: Iterable[E], own: Iterable[E]) -> dict[str, E]:
    return {entry.id: entry for entry in core} | {entry.id: entry for entry in own}
