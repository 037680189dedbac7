"""Texts as strings of word numbers: smaller than text that is zipped, and the browser counts words without looking for them.

A text is a row of tokens: words, and what stands between them unless it is one space. The numbers go by frequency and are
written in 93 printable characters; the first character says how many belong to a number. `engine.js` reads it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

# All printable ASCII without the two that JSON escapes.
ALPHABET = "".join(chr(code) for code in range(32, 127) if chr(code) not in '"\\')
BASE = len(ALPHABET)
# How many first characters begin a number of one, two, three and four characters.
LEADS = (40, 50, 2, 1)
TOKEN = re.compile(r"[^\W_]+|[\W_]+")


def tokens(text: str) -> list[str]:
    """Words and what stands between them; a single space is left out, two words in a row imply it."""
    return [token for token in TOKEN.findall(text) if token != " "]


class Coder:
    """Numbers for the tokens of all texts of a language."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(token for text in texts for token in tokens(text))
        self.tokens = _by_length([token for token, _ in counts.most_common()])
        self._codes = {token: code(number) for number, token in enumerate(self.tokens)}

    def encode(self, text: str) -> str:
        """A text as its numbers."""
        return "".join(self._codes[token] for token in tokens(text))


def _by_length(ranked: list[str]) -> list[str]:
    """Frequent tokens get short numbers; among numbers of one length the order of the alphabet zips best."""
    ordered: list[str] = []
    for length, leads in enumerate(LEADS):
        ordered += sorted(ranked[len(ordered) : len(ordered) + leads * BASE**length])
    return ordered


def code(number: int) -> str:
    """A number in one to four characters."""
    lead = 0
    for length, leads in enumerate(LEADS):
        room = leads * BASE**length
        if number < room:
            rest = [ALPHABET[number // BASE**place % BASE] for place in reversed(range(length))]
            return ALPHABET[lead + number // BASE**length] + "".join(rest)
        number -= room
        lead += leads
    raise ValueError("more words than the index can number")
