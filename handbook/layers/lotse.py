"""The conflict guide of an edition: `local/lotse.yml` laid over the core's rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import yaml

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


def changes_of(root: Path) -> LotseChanges:
    """What the edition changes; nothing where there is no file, or one that cannot be read (loading reports it)."""
    read = _read(root / FILE, root) if (root / FILE).is_file() else []
    return LotseChanges() if isinstance(read, list) else read[0]


def entries(rules: Lotse | LotseChanges) -> dict[str, str]:
    """Every question and outcome as YAML by `questions.<id>` and `outcomes.<id>`."""
    found: dict[str, Question | Outcome] = {f"questions.{entry.id}": entry for entry in rules.questions}
    found |= {f"outcomes.{entry.id}": entry for entry in rules.outcomes}
    return {name: _dumped(entry) for name, entry in found.items()}


def _dumped(entry: Question | Outcome) -> str:
    data = entry.model_dump(mode="json", by_alias=True, exclude_none=True)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000).strip()


def with_entry(text: str, name: str, value: str) -> str:
    """The text of a local guide with one more entry, at the head of its list."""
    kind = name.partition(".")[0]
    item = "  - " + value.replace("\n", "\n    ")
    if re.search(rf"^{kind}:[ \t]*$", text, re.M):
        return re.sub(rf"^{kind}:[ \t]*$", lambda match: f"{match[0]}\n{item}", text, count=1, flags=re.M)
    return f"{text.rstrip()}\n{kind}:\n{item}\n".lstrip("\n")


def _laid(core: Iterable[E], own: Iterable[E]) -> dict[str, E]:
    return {entry.id: entry for entry in core} | {entry.id: entry for entry in own}
