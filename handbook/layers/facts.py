"""The municipality's facts: `local/kommune.yml` read strictly, every value of the type that its slot declares."""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import ValidationError

from handbook.errors import Finding, finding
from handbook.locale import LANGUAGES, words
from handbook.model import yamlmap
from handbook.model.data import Bilingual, Data, Slot
from handbook.model.edition import SCHEMA, SETTINGS, Edition, SlotValue
from handbook.model.pages import Duration, Unit
from handbook.model.parse import parse
from handbook.model.source import read_text
from handbook.model.yamlmap import YamlMap, YamlProblem

FACTS = "local/kommune.yml"
STATE = "kommune.land"
MAX_LENGTH = 2000
UNITS = get_args(Unit)
PHONE = re.compile(r"^\+?[0-9][0-9 ()/–-]{1,30}$")
SPAN = re.compile(r"^(\d{1,4})\s+([^\W\d]+(?: [^\W\d]+)?)$")
QUOTES = re.compile(r"[„“”»«‚‘’]")
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
        found = _misquoted(name, value, line, text) or _value(name, value, line, values, data)
        if isinstance(found, Finding):
            findings.append(found)
        elif found is not None:
            values[name] = found
    state = values.get(STATE)
    for name, law in data.states.get(state if isinstance(state, str) else "", {}).items():
        values.setdefault(name, law)
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
        example = ", ".join(slot.options) or example_of(slot)
        return finding(FACTS, line, f"fact-{slot.type}", slot=name, found=_visible(value), example=example)
    return typed


def _misquoted(name: str, value: Any, line: int, text: str) -> Finding | None:
    """Quotation marks as in a letter are part of the value to YAML; nobody means that who writes no straight ones."""
    shown = str(value)
    if not isinstance(value, str) or not QUOTES.match(shown) or '"' in (written := text.split("\n")[line - 1]) or "'" in written:
        return None
    return finding(FACTS, line, "fact-quotes", slot=name, found=_visible(value), straight=f'"{QUOTES.sub("", shown).strip()}"')


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


def unit_words(lang: str) -> dict[str, str]:
    """Each word for a unit in a language, in small letters, with the unit's name: "arbeitstage" is `workday`."""
    shown = ((form, unit) for unit in UNITS for form in words(lang, f"units.{unit}").values())
    return {form.replace("{value}", "").strip().lower(): unit for form, unit in shown}


def span_of(text: str) -> dict[str, Any] | None:
    """A time limit as people write it, "5 Arbeitstage" or "5 workday", as number and unit."""
    match = SPAN.match(text.strip())
    known = {unit: unit for unit in UNITS} | {form: unit for lang in LANGUAGES for form, unit in unit_words(lang).items()}
    unit = known.get(match[2].lower()) if match else None
    return {"value": int(match[1]), "unit": unit} if match and unit else None


def _duration(value: Any, slot: Slot) -> SlotValue | None:
    if isinstance(value, dict) and set(value) == {"value", "unit"}:
        value = f"{value['value']} {value['unit']}"
    try:
        return Duration.model_validate(span_of(value) if isinstance(value, str) else value)
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
EXAMPLE_HOST = "stadt.example"
EXAMPLES: Mapping[str, str] = {
    "phone": '"0221 4710-123"',
    "email": f"konflikt@{EXAMPLE_HOST}",
    "url": f"https://www.{EXAMPLE_HOST}/kontakt",
    "duration": "5 Arbeitstage",
    "date": "2026-11-25",
    "choice": "",
}


def is_example(value: SlotValue) -> bool:
    """Whether a fact still has the value that `example_of` gave it."""
    return isinstance(value, str) and (f'"{value}"' == EXAMPLES["phone"] or EXAMPLE_HOST in value)


def example_of(slot: Slot) -> str:
    """A value that fits, as YAML on one line."""
    match slot.example:
        case None:
            return EXAMPLES[slot.type]
        case Bilingual(de=german, en=english):
            return f'{{de: "{german}", en: "{english}"}}'
        case text:
            return f'"{text}"'
