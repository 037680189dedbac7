"""Texts as strings of word numbers: smaller than text that is zipped, and the browser counts words without looking for them.

A text is a row of tokens: words, and what stands between them unless it is one space. The numbers go by frequency and are
written in 93 printable characters; the first character says how many belong to a number. A set of words is the row of the
steps from one number to the next. `engine.js` reads both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable
from functools import cache, lru_cache
from itertools import pairwise

# All printable ASCII without the two that JSON escapes.
ALPHABET = "".join(chr(code) for code in range(32, 127) if chr(code) not in '"\\')
BASE = len(ALPHABET)
# How many first characters begin a number of one, two, three and four characters.
LEADS = (40, 50, 2, 1)
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
TOKEN = re.compile(r"[^\W_]+|[\W_]+")


@lru_cache(maxsize=16384)
def tokens(text: str) -> tuple[str, ...]:
    """Words and what stands between them; a single space is left out, two words in a row imply it."""
    return tuple(token for token in TOKEN.findall(text) if token != " ")


def plain(token: str) -> str:
    """A word as the list of stop words writes it."""
    return token.lower().translate(UMLAUTS)


class Coder:
    """Numbers for the tokens of all texts of a language; `stop` are words that no set of words needs."""

    def __init__(self, texts: Iterable[str], stop: Container[str] = ()) -> None:
        counts = Counter(token for text in texts for token in tokens(text))
        self.tokens = [token for token, _ in counts.most_common()]
        self._codes = {token: code(number) for number, token in enumerate(self.tokens)}
        self._words = {
            token: number for number, token in enumerate(self.tokens) if token[0].isalnum() and plain(token) not in stop
        }

    def encode(self, text: str) -> str:
        """A text as its numbers."""
        return "".join(self._codes[token] for token in tokens(text))

    def encode_words(self, text: str) -> str:
        """Which words a text has, without how often and in what order."""
        found = sorted(self._words[token] for token in set(tokens(text)) if token in self._words)
        return "".join(code(number - before - 1) for before, number in pairwise((-1, *found)))


@cache
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
