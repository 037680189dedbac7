"""Slots: the municipality's facts, their placeholders and how a value is written in each language."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping

from handbook.locale import word
from handbook.model.data import Bilingual, Data
from handbook.model.edition import SlotValue
from handbook.model.markdown import SLOT
from handbook.model.pages import Duration
from handbook.model.texts import date_text

# After these words German takes the dative: "innerhalb von 2 Arbeitstagen", but "2 Arbeitstage nach".
DATIVE = re.compile(
    r"\b(?:von|nach|seit|binnen|in|vor|ab|bei|mit|zu|zur|zum)(?: (?:spätestens|höchstens|etwa|rund|weiteren))?\s+$", re.I
)
SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")
# Text in a script that is written from right to left is kept apart from the text around it (first strong isolate).
ISOLATE, END = "\u2068", "\u2069"
LINKS = {"email": "mailto:", "phone": "tel:", "url": ""}


def duration(span: Duration, lang: str, before: str = "") -> str:
    """A time span in words: "2 Arbeitstage", "2 working days"; `before` is the text it follows (German cases)."""
    form = "one" if span.value == 1 else "dative" if lang == "de" and DATIVE.search(before) else "many"
    return word(lang, f"units.{span.unit}.{form}", value=span.value)


def duration_of(name: str, data: Data, values: Mapping[str, SlotValue]) -> Duration | None:
    """The time span of a duration slot: the municipality's, else the core's proposal."""
    slot = data.slots.get(name)
    value = values.get(name)
    if isinstance(value, Duration):
        return value
    return slot.default if slot else None


def plain(name: str, data: Data, values: Mapping[str, SlotValue], lang: str, before: str = "") -> str:
    """A slot's text without markup; a placeholder stands in brackets. `before` is the text that the slot follows."""
    span = duration_of(name, data, values)
    if span:
        return duration(span, lang, before)
    value = values.get(name)
    if isinstance(value, Bilingual):
        return _isolated(value.get(lang))
    if isinstance(value, datetime.date):
        return date_text(value, lang)
    if value is not None:
        return _isolated(str(value))
    if _left_out(name, data, values):
        return word(lang, "labels.none_given")
    return f"[{data.slots[name].label.get(lang)}]" if name in data.slots else f"[{name}]"


def _left_out(name: str, data: Data, values: Mapping[str, SlotValue]) -> bool:
    """Whether an edition has decided against an optional fact; upstream, which has no facts, shows the placeholder."""
    return bool(values) and name in data.slots and not data.slots[name].mandatory


def filled(text: str, data: Data, values: Mapping[str, SlotValue], lang: str) -> str:
    """A title or summary with its slots filled in as plain text."""
    return SLOT.sub(lambda match: plain(match[1].strip(), data, values, lang, match.string[: match.start()]), text)


def rendered(name: str, data: Data, values: Mapping[str, SlotValue], lang: str, before: str = "") -> str:
    """A slot as Markdown: values are escaped so that nothing in them is executed, placeholders get the class `slot`.

    Addresses and phone numbers become links, except in the text of a link.
    """
    text = escape(plain(name, data, values, lang, before))
    slot = data.slots.get(name)
    if name not in values and _left_out(name, data, values) and duration_of(name, data, values) is None:
        return text
    if slot is None or (slot.type != "duration" and name not in values):
        return f"*{text}*{{.slot}}"
    if slot.type in LINKS and before.rfind("[") <= before.rfind("]"):
        value = str(values[name])
        target = re.sub(r"[^+0-9]", "", value) if slot.type == "phone" else value
        return f"[{text}](<{LINKS[slot.type]}{target}>)"
    return text


def _isolated(text: str) -> str:
    return f"{ISOLATE}{text}{END}" if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text) else text


def escape(text: str) -> str:
    """Text that Markdown and HTML leave alone: every ASCII punctuation character as a character reference."""
    return SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)
