"""Only Markdown of the allowed kinds, written so that every builder reads it alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.errors import Finding, finding
from handbook.model import markdown
from handbook.model.library import Library, Page

ADMONITION = re.compile(r'^\s*(?:!!!|\?\?\?\+?)\s+([\w-]+)(?:\s+"([^"]*)")?\s*$')
ADMONITIONS = ("note", "tip", "warning", "danger", "constructed", "now")
LIST_ITEM = re.compile(r"^( +)(?:[-*+]|\d+[.)])\s+\S")
EMPTY_FIRST_CELL = re.compile(r"^\s*\|\s*\|")
CELLS = re.compile(r"(?<!\\)\|")


def check(library: Library) -> Iterator[Finding]:
    """Rules on the form of the text."""
    for page in (*library.german.values(), *library.english.values()):
        for refused in page.scan.refused:
            yield finding(page.name, refused.line, f"markup-{refused.kind}", text=refused.text[:60])
        yield from _lines(page)


def _lines(page: Page) -> Iterator[Finding]:
    columns = 0
    before = ""
    for number, line, code in markdown.prose_lines(page.source.body, page.source.body_line):
        if code:
            if re.match(r"^\s*(```+|~~~+)\s*mermaid", line):
                yield finding(page.name, number, "markup-mermaid")
            before = ""
            continue
        yield from _block(page, number, line, before)
        if markdown.TABLE_ROW.match(line):
            cells = len(CELLS.findall(markdown.CODE_SPAN.sub("", line.strip()))) - 1
            columns = columns or cells
            if cells != columns:
                yield finding(page.name, number, "table-cells", found=cells, expected=columns)
            if EMPTY_FIRST_CELL.match(line):
                yield finding(page.name, number, "table-first-cell")
        else:
            columns = 0
        before = line


def _block(page: Page, number: int, line: str, before: str) -> Iterator[Finding]:
    if match := ADMONITION.match(line):
        if match[1] not in ADMONITIONS:
            yield finding(page.name, number, "admonition-kind", kind=match[1], known=", ".join(ADMONITIONS))
        if not match[2]:
            yield finding(page.name, number, "admonition-title", kind=match[1])
    if (item := LIST_ITEM.match(line)) and len(item[1]) % 4:
        yield finding(page.name, number, "list-indent", spaces=len(item[1]))
    starts_list = markdown.LIST_ITEM.match(line) and not line.startswith(" ")
    text_before = before.strip() and not markdown.LIST_ITEM.match(before) and not before.startswith((" ", "#", ">", "|"))
    if starts_list and text_before:
        yield finding(page.name, number, "list-after-text")
    if markdown.TABLE_ROW.match(line) and before.strip() and not markdown.TABLE_ROW.match(before):
        yield finding(page.name, number, "table-after-text")
