"""The frequent mistakes in YAML, seen in the text itself: a parser names another line, in words that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'')
COLOUR = re.compile(r"^[^#]*:\s+#[0-9a-fA-F]{6}\b")
TAB = re.compile(r"^ *\t")
OPEN_QUOTE = re.compile(r"(?:^|[:\[{,-]\s*)[\"'][^\"']*$")
NO_SPACE = re.compile(r"^\s*(?:- )?[\w.]+:[^\s:/]")
WITH_VALUE = re.compile(r"^\s*(?:- )?[^\s:]+:\s+[^\s|>&].*$")


def cause(lines: Sequence[str], at: int) -> tuple[int, str] | None:
    """Index of the line and the rule that it breaks, up to the line `at` where the parser gave up; None: something else."""
    seen = [QUOTED.sub("''", line) for line in lines[: at + 1]]
    for pattern, rule in ((COLOUR, "yaml-colour"), (TAB, "yaml-tab")):
        for number, line in enumerate(seen):
            if pattern.match(line):
                return number, rule
    for number, line in enumerate(seen):
        if OPEN_QUOTE.search(_code(line)):
            return number, "yaml-quote"
    for number in reversed(range(len(seen))):
        if NO_SPACE.match(seen[number]):
            return number, "yaml-space"
    return next(((number, "yaml-indent") for number in _badly_indented(seen)), None)


def is_colour(line: str) -> bool:
    """Whether a value on this line was meant as a colour, and is a comment to YAML."""
    return bool(COLOUR.match(QUOTED.sub("''", line)))


def _code(line: str) -> str:
    return re.sub(r"(^|\s)#.*", "", line)


def _badly_indented(lines: Sequence[str]) -> Iterator[int]:
    """Lines that stand further in than the complete line above them, or on a level that no line above has begun."""
    levels: list[int] = []
    before = ""
    for number, line in enumerate(lines):
        if not _code(line).strip():
            continue
        indent = len(line) - len(line.lstrip(" "))
        if not levels:
            if indent:
                yield number
            levels.append(indent)
        elif indent > levels[-1]:
            if WITH_VALUE.match(_code(before)) and not _open(before):
                yield number
            levels.append(indent)
        else:
            while levels and indent < levels[-1]:
                levels.pop()
            if not levels or levels[-1] != indent:
                yield number
                levels.append(indent)
        before = line


def _open(line: str) -> bool:
    return sum(line.count(mark) for mark in "[{") > sum(line.count(mark) for mark in "]}")
