"""Resolve what authors write by name: links by id, sources, slots, item ids; the result is Markdown for any builder."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace

from handbook.layers.slots import filled, rendered
from handbook.locale import word
from handbook.model import markdown
from handbook.model.data import SourceEntry
from handbook.model.library import Library
from handbook.model.references import is_page_target
from handbook.model.texts import date_text

MARKUP = re.compile(r"([\\`*_\[\]<>])")


class InGerman(str):
    """A part of an English page that is shown in German."""

    __slots__ = ()


@dataclass
class Inline:
    """Resolves the text of one page in one language; `path` is the page's own path within the language."""

    library: Library
    lang: str
    path: str
    _sources: dict[tuple[str, str], str] = field(default_factory=dict)

    def resolve(self, *parts: str) -> str:
        """The parts with everything resolved, each in its language, footnote definitions at the end."""
        text = "\n\n".join(self._part(part).strip("\n") for part in parts if part.strip()) + "\n"
        if not self._sources:
            return text
        notes = [f"[^{label}]: {self._source(identity, place)}" for (identity, place), label in self._sources.items()]
        return text.rstrip("\n") + "\n\n" + "\n".join(notes) + "\n"

    def _part(self, part: str) -> str:
        inline = replace(self, lang="de") if isinstance(part, InGerman) else self  # the sources stay shared
        return "\n".join(line if code else inline._line(line) for _, line, code in markdown.prose_lines(part))

    def _line(self, line: str) -> str:
        if "[" in line:
            line = self._outside_code(line)
            line = self._task(line)
        if "{{" in line:
            line = markdown.SLOT.sub(self._slot, line)
        return line

    def _outside_code(self, line: str) -> str:
        parts, end = [], 0
        for code in markdown.CODE_SPAN.finditer(line) if "`" in line else ():
            parts += [self._names(line[end : code.start()]), code[0]]
            end = code.end()
        return "".join([*parts, self._names(line[end:])])

    def _names(self, text: str) -> str:
        return markdown.SOURCE.sub(self._reference, markdown.LINK.sub(self._link, text))

    def _link(self, match: re.Match[str]) -> str:
        image, text, target = match[1], match[2], match[3].strip("<>")
        identity, _, anchor = target.partition("#")
        if image or not is_page_target(identity):
            return match[0]
        if identity in self.library.german:
            own = self.library.path(identity)
            address = "" if own == self.path and anchor else posixpath.relpath(own, posixpath.dirname(self.path) or ".")
            return f"[{text}]({address}{'#' + anchor if anchor else ''})"
        if identity in self.library.hidden:
            return text
        return f"{text} *({word(self.lang, 'labels.planned')})*{{.planned}}"

    def _reference(self, match: re.Match[str]) -> str:
        identity, place = match[1], (match[2] or "").strip()
        if identity not in self.library.data.sources:
            return ""
        key = (identity, place)
        if key not in self._sources:
            same = sum(1 for known, _ in self._sources if known == identity)
            self._sources[key] = f"{identity}-{same + 1}" if same else identity
        return f"[^{self._sources[key]}]"

    def _source(self, identity: str, place: str) -> str:
        return source_text(self.library.data.sources[identity], self.lang) + (f" {place}." if place else "")

    def _slot(self, match: re.Match[str]) -> str:
        before = match.string[: match.start()]
        return rendered(match[1].strip(), self.library.data, self.library.slot_values, self.lang, before)

    def _task(self, line: str) -> str:
        """Python-Markdown takes an item's id from a line of its own."""
        task = markdown.TASK.match(line)
        if not task or not task[4]:
            return line
        return f"{task[1]}- [{task[2]}] {task[3]}\n{task[1]}    {{#{task[4]}}}"

    def plain(self, text: str) -> str:
        """A title or summary with slots filled in as plain text."""
        return filled(text, self.library.data, self.library.slot_values, self.lang)


def source_text(source: SourceEntry, lang: str, *, complete: bool = False) -> str:
    """A source as Markdown; `complete`, in the bibliography, also says that a title was not checked."""
    title = f"*{_escaped(source.title)}*" if source.title else f"({word(lang, 'sources.title_open')})" if complete else ""
    parts = [f"{_escaped(source.publisher)}: {title}" if title else _escaped(source.publisher)]
    if source.year:
        parts.append(str(source.year))
    if source.copy_at:
        parts.append(f"{word(lang, 'sources.copy_at')} {_escaped(source.copy_at)}")
    if source.url:
        parts.append(f"<{source.url}>")
    text = ", ".join(parts)
    if source.read:
        text += f" ({word(lang, 'sources.read')} {date_text(source.read, lang)})"
    return text + "."


def _escaped(text: str) -> str:
    return MARKUP.sub(r"\\\1", text)
