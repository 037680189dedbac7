"""What a page's Markdown contains, line by line: headings, links, sources, slots, task items, and what may not stand there."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(r"^\s*(```+|~~~+)")
HEADING = re.compile(r"^(#{1,6})\s+(.*?)(?:\s*\{\s*#([^\s}]+)[^}]*\})?\s*#*\s*$")
LINK = re.compile(r"(!?)\[((?:[^\[\]\\]|\\.|\[[^\]]*\])*)\]\(\s*(<[^>]*>|[^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\s*\)")
SOURCE = re.compile(r"\[\^(S[0-9A-Z][0-9A-Za-z-]*)(?::\s*([^\]]+))?\](?!:)")
SLOT = re.compile(r"\{\{(.*?)\}\}")
TASK = re.compile(r"^(\s*)[-*+] \[([ xX])\]\s+(.*?)(?:\s*\{\s*#([^\s}]+)\s*\})?\s*$")
LIST_ITEM = re.compile(r"^(\s*)([-*+]|\d+[.)])\s+\S")
CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
HTML = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?|!--)>?")
AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]+>")
EMOJI = re.compile(r"(?<![\w:]):[a-z0-9_+-]{2,}:(?![\w:])")
TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$")


@dataclass(frozen=True)
class Heading:
    """A heading; `id` is empty where the author gave none. Lines count from 1 within the file."""

    line: int
    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Link:
    """A link or an image (`image`), with the target as typed."""

    line: int
    text: str
    target: str
    image: bool


@dataclass(frozen=True)
class SourceRef:
    """A reference to a source, `[^S24: S. 12]`: its id and the place in it."""

    line: int
    id: str
    place: str


@dataclass(frozen=True)
class SlotRef:
    """A slot in the text; `name` is what stands between the braces."""

    line: int
    name: str


@dataclass(frozen=True)
class TaskItem:
    """One item of a task list."""

    line: int
    text: str
    id: str


@dataclass(frozen=True)
class Section:
    """A heading with the text up to the next heading of any level; the text before the first heading has id `_intro`."""

    id: str
    level: int
    line: int
    text: str


@dataclass(frozen=True)
class Refused:
    """Markdown that is not of the allowed kinds: the kind (a rule's placeholder) and the text found."""

    line: int
    kind: str
    text: str


@dataclass(frozen=True)
class Scan:
    """Everything of interest in one body."""

    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    sources: tuple[SourceRef, ...]
    slots: tuple[SlotRef, ...]
    tasks: tuple[TaskItem, ...]
    refused: tuple[Refused, ...]
    tables: tuple[int, ...]
    lists: int


def prose_lines(body: str, first_line: int = 1) -> Iterator[tuple[int, str, bool]]:
    """Each line with its number and whether it is code (inside a fence, or the fence itself)."""
    fence = ""
    for number, line in enumerate(body.split("\n"), first_line):
        match = FENCE.match(line)
        if fence:
            yield number, line, True
            if match and match[1][0] == fence[0] and len(match[1]) >= len(fence) and not line.strip(match[1][0] + " \t"):
                fence = ""
        elif match:
            fence = match[1]
            yield number, line, True
        else:
            yield number, line, False


def scan(body: str, first_line: int = 1) -> Scan:
    """Find everything of interest in a body that begins at `first_line` of its file."""
    found: dict[type, list[object]] = {kind: [] for kind in (Heading, Link, SourceRef, SlotRef, TaskItem, Refused)}
    tables: list[int] = []
    lists = 0
    previous = ""
    for number, line, code in prose_lines(body, first_line):
        if code:
            found[SlotRef] += [SlotRef(number, match[1].strip()) for match in SLOT.finditer(line)]
            previous = ""
            continue
        if TABLE_ROW.match(line) and not TABLE_ROW.match(previous):
            tables.append(number)
        if LIST_ITEM.match(line) and not previous.strip():
            lists += 1
        _scan_line(number, line, found)
        previous = line
    return Scan(
        headings=tuple(found[Heading]),  # type: ignore[arg-type]
        links=tuple(found[Link]),  # type: ignore[arg-type]
        sources=tuple(found[SourceRef]),  # type: ignore[arg-type]
        slots=tuple(found[SlotRef]),  # type: ignore[arg-type]
        tasks=tuple(found[TaskItem]),  # type: ignore[arg-type]
        refused=tuple(found[Refused]),  # type: ignore[arg-type]
        tables=tuple(tables),
        lists=lists,
    )


def _scan_line(number: int, line: str, found: dict[type, list[object]]) -> None:
    if not line.strip():
        return
    if line.startswith("#") and (heading := HEADING.match(line)):
        found[Heading].append(Heading(number, len(heading[1]), heading[2].strip(), heading[3] or ""))
    if "[" in line:
        if task := TASK.match(line):
            found[TaskItem].append(TaskItem(number, task[3].strip(), task[4] or ""))
        plain = CODE_SPAN.sub(_blank, line) if "`" in line else line
        for link in LINK.finditer(plain):
            found[Link].append(Link(number, link[2], link[3].strip("<>"), bool(link[1])))
        found[SourceRef] += [SourceRef(number, ref[1], (ref[2] or "").strip()) for ref in SOURCE.finditer(plain)]
    if "{{" in line:
        found[SlotRef] += [SlotRef(number, match[1].strip()) for match in SLOT.finditer(line)]
    if "<" in line or ":" in line or "{%" in line:
        found[Refused] += list(_refused(number, line))


def _refused(number: int, line: str) -> Iterator[Refused]:
    plain = AUTOLINK.sub("", CODE_SPAN.sub(_blank, line))
    for match in HTML.finditer(plain):
        yield Refused(number, "html", match[0])
    for match in EMOJI.finditer(plain):
        yield Refused(number, "emoji", match[0])
    if "{%" in plain:
        yield Refused(number, "macro", "{%")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def sections(body: str, first_line: int = 1) -> tuple[Section, ...]:
    """The body cut at every heading; headings without id get `_line<number>` so that no text is lost."""
    result: list[Section] = []
    current: tuple[str, int, int] = ("_intro", 0, first_line)
    lines: list[str] = []
    for number, line, code in prose_lines(body, first_line):
        heading = None if code or not line.startswith("#") else HEADING.match(line)
        if heading:
            _close(result, current, lines)
            current = (heading[3] or f"_line{number}", len(heading[1]), number)
            lines = []
        lines.append(line)
    _close(result, current, lines)
    return tuple(result)


def _close(result: list[Section], current: tuple[str, int, int], lines: list[str]) -> None:
    text = "\n".join(lines)
    if current[1] or text.strip():
        result.append(Section(current[0], current[1], current[2], text))


def digest(text: str) -> str:
    """First 12 hex digits of SHA-256 over the NFC text with white space collapsed (the rule of the page contract)."""
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(normal.encode()).hexdigest()[:12]
