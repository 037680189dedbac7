"""Typst source as text: every word of an author is a string literal, so that nothing in it can run."""

from __future__ import annotations

import re
from collections.abc import Iterable

NOTHING = "none"
# Control characters, byte order marks and lone surrogates have no glyph and no meaning on paper.
# The two marks of numbers.py are taken out too, so that no text can look like a number.
UNWANTED = re.compile("[\ue000\ue001\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
# A string of this many letters without a place to break gets break points, so that it cannot leave its column.
UNBROKEN = re.compile(r"[^\s\u200b\u00ad]{25,}")
BREAKS = re.compile(r"(?<=[/._=&?%@:,;_\\|+-])(?=[^\s/])|(?<=[^\W\d_]{40})(?=\w)|(?<=\d{12})(?=\d)")


def string(text: str) -> str:
    """A string literal."""
    clean = UNWANTED.sub("", text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "").replace("\t", "\\t") + '"'


def breakable(text: str) -> str:
    """The same text with zero-width spaces where a long word or address may break."""
    return text if len(text) < 25 else UNBROKEN.sub(lambda match: BREAKS.sub("\u200b", match[0]), text)


def sequence(parts: Iterable[str]) -> str:
    """Pieces of content one after the other, as one expression."""
    kept = [part for part in parts if part]
    if not kept:
        return "[]"
    return kept[0] if len(kept) == 1 else "{" + ";".join(kept) + "}"


def call(name: str, *arguments: str, **named: str) -> str:
    """A call of a function of the template; `named` with dashes for underscores."""
    words = [*arguments, *(f"{key.replace('_', '-')}: {value}" for key, value in named.items())]
    return f"{name}({', '.join(words)})"


def array(items: Iterable[str]) -> str:
    """An array, also of one item."""
    return "(" + "".join(f"{item}, " for item in items) + ")"


def boolean(value: object) -> str:
    """`true` or `false`."""
    return "true" if value else "false"
