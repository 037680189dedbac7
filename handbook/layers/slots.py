"""Slots: the municipality's facts, their placeholders and how a value is written in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from handbook.errors import Finding, finding
from handbook.locale import word
from handbook.model import yamlmap
from handbook.model.data import Data
from handbook.model.pages import Duration
from handbook.model.source import read_text
from handbook.model.yamlmap import YamlProblem

FACTS = "local/kommune.yml"
# After these words German takes the dative: "innerhalb von 2 Arbeitstagen", but "2 Arbeitstage nach".
DATIVE = re.compile(
    r"\b(?:von|nach|seit|binnen|in|vor|ab|bei|mit|zu|zur|zum)(?: (?:spätestens|höchstens|etwa|rund|weiteren))?\s+$", re.I
)
SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")


def slot_values(root: Path, data: Data) -> tuple[Mapping[str, object], list[Finding]]:
    """The values of `local/kommune.yml` by dotted name; an absent file means that every slot shows its placeholder."""
    file = root / FACTS
    if not file.exists():
        return {}, []
    text = read_text(file, FACTS, root)
    if isinstance(text, Finding):
        return {}, [text]
    try:
        facts = yamlmap.load(text)
    except YamlProblem as problem:
        return {}, [finding(FACTS, problem.line, problem.rule, **problem.values)]
    values: dict[str, object] = {}
    findings: list[Finding] = []
    for name, value, line in _flat(facts.data, facts):
        if name not in data.slots:
            findings.append(finding(FACTS, line, "slot-unknown", slot=name))
        else:
            values[name] = value
    return values, findings


def _flat(node: Mapping[str, object], facts: yamlmap.YamlMap, path: tuple[str, ...] = ()) -> list[tuple[str, object, int]]:
    found: list[tuple[str, object, int]] = []
    for key, value in node.items():
        if isinstance(value, dict) and not {"value", "unit"} <= set(value):
            found += _flat(value, facts, (*path, key))
        else:
            found.append((".".join((*path, key)), value, facts.line(*path, key)))
    return found


def duration(span: Duration, lang: str, before: str = "") -> str:
    """A time span in words: "2 Arbeitstage", "2 working days"; `before` is the text it follows (German cases)."""
    form = "one" if span.value == 1 else "dative" if lang == "de" and DATIVE.search(before) else "many"
    return word(lang, f"units.{span.unit}.{form}", value=span.value)


def duration_of(name: str, data: Data, values: Mapping[str, object]) -> Duration | None:
    """The time span of a duration slot: the municipality's, else the core's proposal."""
    slot = data.slots.get(name)
    value = values.get(name)
    if isinstance(value, dict):
        return Duration.model_validate(value)
    return slot.default if slot else None


def plain(name: str, data: Data, values: Mapping[str, object], lang: str, before: str = "") -> str:
    """A slot's text without markup; a placeholder stands in brackets. `before` is the text that the slot follows."""
    span = duration_of(name, data, values)
    if span:
        return duration(span, lang, before)
    if values.get(name) is not None:
        return str(values[name])
    return f"[{data.slots[name].label.get(lang)}]" if name in data.slots else f"[{name}]"


def rendered(name: str, data: Data, values: Mapping[str, object], lang: str, before: str = "") -> str:
    """A slot as Markdown: values are escaped so that nothing in them is executed, placeholders get the class `slot`."""
    text = plain(name, data, values, lang, before)
    slot = data.slots.get(name)
    if slot is not None and (slot.type == "duration" or name in values):
        return escape(text)
    return f"*{escape(text)}*{{.slot}}"


def escape(text: str) -> str:
    """Text that Markdown and HTML leave alone: every ASCII punctuation character as a character reference."""
    return SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)
