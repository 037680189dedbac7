"""The municipality's facts: `local/kommune.yml` read strictly, every value of the type that its slot declares."""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from handbook.errors import Finding, finding
from handbook.model import yamlmap
from handbook.model.data import Bilingual, Data, Slot
from handbook.model.edition import SCHEMA, SETTINGS, Edition, SlotValue
from handbook.model.pages import Duration
from handbook.model.parse import parse
from handbook.model.source import read_text
from handbook.model.yamlmap import YamlMap, YamlProblem

FACTS = "local/kommune.yml"
SLOTS = "slots.yml"
STATE = "kommune.land"
MAX_LENGTH = 2000
PHONE = re.compile(r"^\+?[0-9][0-9 ()/–-]{1,30}$")
MAIL = re.compile(r"^[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\[\]\\,;:\"/]+\.[^\s@<>()\[\]\\,;:\"/.]{2,}$")


@dataclass(frozen=True)
class Facts:
    """Values by slot name, the settings of the edition, and what is wrong with the file."""

    values: Mapping[str, SlotValue] = field(default_factory=dict)
    edition: Edition = field(default_factory=Edition)
    map: YamlMap = field(default_factory=lambda: YamlMap({}, {}))
    findings: tuple[Finding, ...] = ()


def read_facts(root: Path, data: Data) -> Facts:
    """Read the file; an absent one means that every slot shows its placeholder. All problems are collected."""
    file = root / FACTS
    if not file.exists() and not file.is_symlink():
        return Facts()
    text = read_text(file, FACTS, root)
    if isinstance(text, Finding):
        return Facts(findings=(text,))
    try:
        loaded = yamlmap.load(text)
    except YamlProblem as problem:
        return Facts(findings=(finding(FACTS, problem.line, problem.rule, **problem.values),))
    if (schema := loaded.data.get("schema", SCHEMA)) != SCHEMA:
        return Facts(findings=(finding(FACTS, loaded.line("schema"), "facts-schema", found=schema, expected=SCHEMA),))
    settings = YamlMap({key: value for key, value in loaded.data.items() if key in SETTINGS}, loaded.lines)
    edition = parse(Edition, settings, FACTS)
    values: dict[str, SlotValue] = {}
    findings = list(edition) if isinstance(edition, list) else []
    for name, value, line in _flat(loaded.data, loaded):
        found = _value(name, value, line, values, data)
        if isinstance(found, Finding):
            findings.append(found)
        elif found is not None:
            values[name] = found
    state = values.get(STATE)
    for name, words in data.states.get(state if isinstance(state, str) else "", {}).items():
        values.setdefault(name, words)
    return Facts(values, Edition() if isinstance(edition, list) else edition, loaded, tuple(findings))


def _flat(node: Mapping[str, Any], facts: YamlMap, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any, int]]:
    """Nested and dotted keys alike: `frist: {triage: ...}` is `frist.triage: ...`."""
    for key, value in node.items():
        if not path and key in SETTINGS:
            continue
        if isinstance(value, dict) and not ({"value", "unit"} & set(value) or {"de", "en"} & set(value)):
            yield from _flat(value, facts, (*path, key))
        else:
            yield ".".join((*path, key)), value, facts.line(*path, key)


def _value(name: str, value: Any, line: int, known: Mapping[str, SlotValue], data: Data) -> SlotValue | Finding | None:
    slot = data.slots.get(name)
    if slot is None:
        close = difflib.get_close_matches(name, list(data.slots), n=1)
        return finding(FACTS, line, "fact-unknown", slot=name, close=", ".join(close) or "docs/_data/slots.yml")
    if name in known:
        return finding(FACTS, line, "fact-twice", slot=name)
    if value is None:
        return None  # "name:" without a value is an open fact, like a line that is not there
    typed = READERS[slot.type](value, slot)
    if typed is None:
        place = f"docs/_data/{SLOTS}:{data.maps[SLOTS].line('slots', name)}"
        example = ", ".join(slot.options) or example_of(slot)
        return finding(FACTS, line, "fact-type", slot=name, found=_visible(value), type=slot.type, example=example, place=place)
    return typed


# --- one reader a type; None means that the value does not fit ---


def _text(value: Any, slot: Slot) -> SlotValue | None:
    if isinstance(value, dict):
        try:
            both = Bilingual.model_validate(value)
        except ValidationError:
            return None
        return both if _clean(both.de) and _clean(both.en) else None
    return value.strip() if isinstance(value, str) and _clean(value) else None


def _clean(text: str) -> bool:
    """One line that shows what it holds: no line breaks, control characters or marks that turn the direction of writing."""
    return bool(text.strip()) and len(text) <= MAX_LENGTH and not any(_hidden(character) for character in text)


def _hidden(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cs", "Zl", "Zp") or (
        kind == "Cf" and unicodedata.bidirectional(character) not in ("BN", "L", "R", "AL")
    )


def _visible(value: Any) -> str:
    """The beginning of a value for a message, with a dot for what cannot be seen."""
    return "".join("·" if _hidden(character) else character for character in str(value)[:60])


def _matching(fits: Callable[[str], bool]) -> Callable[[Any, Slot], SlotValue | None]:
    def read(value: Any, slot: Slot) -> SlotValue | None:
        return value.strip() if isinstance(value, str) and _clean(value) and fits(value.strip()) else None

    return read


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"'\\`{}|^]", text)
    except ValueError:
        return False


def _duration(value: Any, slot: Slot) -> SlotValue | None:
    try:
        return Duration.model_validate(value)
    except ValidationError:
        return None


def _date(value: Any, slot: Slot) -> SlotValue | None:
    return value if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) else None


def _choice(value: Any, slot: Slot) -> SlotValue | None:
    return value if isinstance(value, str) and value in slot.options else None


READERS: Mapping[str, Callable[[Any, Slot], SlotValue | None]] = {
    "text": _text,
    "phone": _matching(lambda text: bool(PHONE.match(text))),
    "email": _matching(lambda text: bool(MAIL.match(text))),
    "url": _matching(_is_address),
    "duration": _duration,
    "date": _date,
    "choice": _choice,
}
EXAMPLES: Mapping[str, str] = {
    "phone": '"0221 4710-123"',
    "email": "konflikt@stadt.example",
    "url": "https://www.stadt.example/kontakt",
    "duration": "{value: 5, unit: workday}",
    "date": "2026-11-25",
    "choice": "",
}


def example_of(slot: Slot) -> str:
    """A value that fits, as YAML on one line."""
    match slot.example:
        case None:
            return EXAMPLES[slot.type]
        case Bilingual(de=german, en=english):
            return f'{{de: "{german}", en: "{english}"}}'
        case text:
            return f'"{text}"'
