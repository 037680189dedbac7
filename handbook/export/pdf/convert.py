"""A finished page becomes Typst source. Pages that nobody of us wrote are taken too; what cannot be set becomes a remark."""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from handbook.export.book import Book, Page
from handbook.export.pdf.code import NOTHING, array, boolean, breakable, call, sequence, string
from handbook.export.pdf.drawing import alone, description, is_tall, view_box
from handbook.export.pdf.grid import Cell, laid
from handbook.export.pdf.numbers import number_of
from handbook.export.pdf.prepare import (
    BLOCKS,
    HEADINGS,
    TAB,
    Places,
    blocks_of,
    collapse,
    drop,
    drop_screen,
    label,
    name_tabs,
    plain,
    run_on,
)
from handbook.export.pdf.tables import Columns, columns, fixed
from handbook.export.remarks import Remark
from handbook.locale import words

EMBEDDED = {"video", "audio", "iframe", "object", "embed", "canvas", "math"}
STYLES = {
    "em": "emph", "i": "emph", "cite": "emph", "var": "emph", "dfn": "emph", "strong": "strong", "b": "strong", "code": "code",
    "samp": "code", "tt": "code", "kbd": "key", "sup": "super", "sub": "sub", "del": "strike", "s": "strike", "ins": "underline",
    "u": "underline", "mark": "marked", "small": "small",
}  # fmt: skip
IMAGES = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf"}
LONG = 700  # letters; a row with a longer cell may break across pages
SHORT = 5  # rows; a table of so many stays on one page
TURNED = 'room: "turned"'


@dataclass(frozen=True)
class Box:
    """A check box: what it says, whether it is ticked."""

    text: str
    checked: bool


class Mention(NamedTuple):
    """A place that is about a term; `kind` is IN_TITLE, IN_HEADING or IN_TEXT."""

    term: str
    place: str
    kind: int


@dataclass(frozen=True)
class Typeset:
    """One page as Typst source, what it needs besides, and what could not be set.

    `files` are images by their name in Typst's file system, `boxes` the check boxes by field name, `sections` the headings as
    (depth, place, words), `terms` the glossary terms that the page is about, each with the place of the section.
    """

    page: Page
    source: str
    files: Mapping[str, Path | bytes] = field(default_factory=dict)
    boxes: Mapping[str, Box] = field(default_factory=dict)
    sections: tuple[tuple[int, str, str], ...] = ()
    terms: tuple[Mention, ...] = ()
    remarks: tuple[Remark, ...] = ()


Terms = Mapping[str, re.Pattern[str]]
IN_TITLE, IN_HEADING, IN_TEXT = range(3)  # how much a place is about a term, most first


def typeset(page: Page, book: Book, places: Places, terms: Terms | None = None) -> Typeset:
    """Convert one page; `terms` are patterns of the words that the index lists."""
    converter = Converter(page, book, places)
    article = copy.deepcopy(page.article)
    name_tabs(article)
    drop_screen(article)
    run_on(article)
    converter.read_notes(article)
    collapse(article)
    converter.choose_terms(article, terms or {})
    source = converter.blocks(article)
    found = tuple(dict.fromkeys(converter.remarks))
    sections, mentions = tuple(converter.sections), tuple(converter.mentions)
    return Typeset(page, source, converter.files, converter.boxes, sections, mentions, found)


class Converter:
    """Walks one page. Methods return Typst expressions; what is met on the way is collected."""

    def __init__(self, page: Page, book: Book, places: Places) -> None:
        self.page = page
        self.book = book
        self.places = places
        self.files: dict[str, Path | bytes] = {}
        self.boxes: dict[str, Box] = {}
        self.remarks: list[Remark] = []
        self.notes: dict[str, HtmlElement] = {}
        self.notes_set: set[str] = set()
        self.labels: set[str] = set()
        self.linked: set[str] = set()
        self.patterns: dict[str, re.Pattern[str]] = {}
        self.headed: dict[str, re.Pattern[str]] = {}
        self.sections: list[tuple[int, str, str]] = []
        self.mentions: list[Mention] = []
        self.place = label(page.id)
        self.level = 0
        self.nested = 0
        self.heading = False
        self.slanted = False

    # --- what is read before the walk ---

    def read_notes(self, article: HtmlElement) -> None:
        """Footnotes leave the end of the page; each is set where it is first called."""
        for box in article.find_class("footnote"):
            for item in box.iter("li"):
                if item.get("id"):
                    self.notes[item.get("id", "")] = item
            drop(box)

    def choose_terms(self, article: HtmlElement, terms: Terms) -> None:
        """A term gets an entry where the page is about it: title, a heading, the summary, bold, or three times and more."""
        text = plain(article)
        folded = text.casefold()
        headings = " | ".join(plain(part) for part in article.iter("h2", "h3"))
        strong = " | ".join(plain(part) for part in [*article.iter("strong", "dt"), *article.find_class("lead")])
        for term, pattern in terms.items():
            times = folded.count(term.casefold())  # much faster than the pattern, which then looks at what is left
            if not times:
                continue
            if pattern.search(self.page.title):
                self.mentions.append(Mention(term, self.place, IN_TITLE))
            elif pattern.search(headings):
                self.headed[term] = pattern
            elif pattern.search(strong) or (times >= 3 and len(pattern.findall(text)) >= 3):
                self.patterns[term] = pattern

    def _mention(self, text: str, patterns: dict[str, re.Pattern[str]], kind: int) -> None:
        for term in [term for term, pattern in patterns.items() if pattern.search(text)]:
            self.mentions.append(Mention(term, self.place, kind))
            del patterns[term]

    def remark(self, kind: str, **values: object) -> None:
        """Something that could not be set as it stands."""
        self.remarks.append(Remark(self.page.url, kind, tuple(sorted((key, str(value)) for key, value in values.items()))))

    # --- blocks ---

    def blocks(self, element: HtmlElement) -> str:
        """The content of an element that holds blocks, with loose text as paragraphs."""
        parts: list[str] = []
        for part in self._blocks(element):
            if part.startswith("grid-of(") and TURNED in part and parts and parts[-1].startswith("head("):
                part = f"{part[:-1]}, title: {parts.pop()})"  # noqa: PLW2901 - the heading turns with its table
            parts += [part] if part else []
        return sequence(parts)

    def _blocks(self, element: HtmlElement) -> Iterator[str]:
        loose: list[str] = []

        def paragraph() -> Iterator[str]:
            if any(part not in ("", '" "') for part in loose):
                yield call("p", sequence(loose))
            loose.clear()

        if element.text:
            loose.append(self.text(element.text))
        for child in element:
            if self._is_block(child):
                yield from paragraph()
                yield self.block(child)
            else:
                loose.append(self.inline_element(child))
            if child.tail:
                loose.append(self.text(child.tail))
        yield from paragraph()

    def _is_block(self, element: HtmlElement) -> bool:
        if element.tag in BLOCKS or element.tag in EMBEDDED:
            return True
        parent = element.getparent()
        if element.tag in ("svg", "img") and parent is not None and parent.tag == "figure":
            return True
        return any(child.tag in BLOCKS for child in element.iterdescendants())

    def block(self, element: HtmlElement) -> str:
        """One block."""
        method = getattr(self, f"_block_{element.tag}", None)
        if element.tag in HEADINGS:
            content = self._heading(element)
        elif element.tag in EMBEDDED:
            content = self._embedded(element)
        elif method:
            content = method(element)
        else:
            content = self._box(element)
        return self._spoken(element, content)

    def _spoken(self, element: HtmlElement, content: str) -> str:
        """Another language than around it."""
        spoken = element.get("lang", "")
        if not spoken or content == "[]":
            return content
        code, _, region = spoken.partition("-")
        if not re.fullmatch(r"[a-z]{2,3}", code):
            return content
        named = {"region": string(region.upper())} if re.fullmatch(r"[A-Za-z]{2}", region) else {}
        return call("spoken", string(code), content, **named)

    def _box(self, element: HtmlElement) -> str:
        classes = set(element.classes)
        if "admonition" in classes:
            return self._admonition(element)
        if "tabbed-set" in classes:
            return self._tabs(element)
        if classes & {"highlight", "highlighttable"}:
            code = element.find(".//pre")
            name = element.find_class("filename")
            title = call("p", call("strong", string(plain(name[0])))) if name else ""
            return sequence([title, self._block_pre(code)]) if code is not None else self.blocks(element)
        return self.blocks(element)

    def _heading(self, element: HtmlElement) -> str:
        text = plain(element)
        if element.tag == "h1" and not self.level:
            self.level = 1  # the page's own title is set by the frame around the page
            return ""
        if not text:
            return ""
        self.heading = True
        content = self.inline(element)
        self.heading = False
        wanted = max(HEADINGS[str(element.tag)], 2)
        self.level = self.level or 1
        if wanted > self.level + 1:
            self.remark("level", heading=text)
            wanted = self.level + 1
        self.level = wanted
        anchor = element.get("id", "")
        if not anchor or anchor in self.labels:
            return call("head", str(wanted), NOTHING, content)
        self.labels.add(anchor)
        self.place = label(self.page.id, anchor)
        self.sections.append((wanted, self.place, text))
        self._mention(text, self.headed, IN_HEADING)
        return call("head", str(wanted), string(self.place), content)

    def _block_p(self, element: HtmlElement) -> str:
        classes = set(element.classes)
        if "admonition-title" in classes:
            return ""
        images = [child for child in element if child.tag == "img"]
        if len(images) == 1 and len(element) == 1 and not plain(element):
            return self._image(images[0], block=True)
        if self._has_blocks(element):
            return self.blocks(element)
        content = self.inline(element)
        if content == "[]":
            return ""
        return call("lead" if "lead" in classes else "p", content)

    def _has_blocks(self, element: HtmlElement) -> bool:
        return any(child.tag in BLOCKS or child.tag in EMBEDDED for child in element.iterdescendants())

    def _block_hr(self, element: HtmlElement) -> str:
        return "rule"

    def _block_blockquote(self, element: HtmlElement) -> str:
        return call("quoted", self._inside(element))

    def _block_pre(self, element: HtmlElement) -> str:
        code = element.find(".//code")
        source = code if code is not None else element
        text = "".join(map(str, source.itertext())).rstrip("\n")
        if "mermaid" in element.classes:
            self.remark("diagram")
        return call("listing", string(breakable(text.expandtabs(4)))) if text.strip() else ""

    def _block_ul(self, element: HtmlElement) -> str:
        return self._list(element, "bullets")

    _block_menu = _block_ul

    def _block_ol(self, element: HtmlElement) -> str:
        return self._list(element, "numbers")

    def _list(self, element: HtmlElement, name: str) -> str:
        entries = [child for child in element if child.tag == "li"]
        loose = [child for child in element if child.tag != "li"]
        if not entries:
            return self.blocks(element)
        if any("task-list-item" in entry.classes for entry in entries):
            return sequence([call("tasks", array(self._task(entry) for entry in entries)), *map(self.block, loose)])
        items = [self._item(entry) for entry in entries]
        named = {"start": element.get("start", "")} if (element.get("start") or "").isdigit() else {}
        return sequence([call(name, *items, **named), *(self.block(child) for child in loose)])

    def _item(self, entry: HtmlElement) -> str:
        return self._spoken(entry, self._inside(entry))

    def _inside(self, element: HtmlElement) -> str:
        """Content below a list, note or cell: one paragraph alone has no space around it, tables stay in the measure."""
        self.nested += 1
        children = list(element)
        if (
            len(children) == 1
            and children[0].tag == "p"
            and not (element.text or "").strip()
            and not (children[0].tail or "").strip()
        ):
            content = self._spoken(children[0], self.inline(children[0]))
        elif self._has_blocks(element):
            content = self.blocks(element)
        else:
            content = self.inline(element)
        self.nested -= 1
        return content

    def _task(self, entry: HtmlElement) -> str:
        """An item with a check box: its name is the item's id, or its number on the page."""
        boxes = list(entry.iter("input"))
        for label_ in entry.iter("label"):
            label_.tag = "span"
        if not boxes:
            return call("task", string(""), "false", self._item(entry))
        name = f"{label(self.page.id)}-{entry.get('id') or f'box-{len(self.boxes) + 1}'}"
        text = plain(entry)
        own = text[: len(text) - sum(len(plain(part)) for part in entry.iter("ul", "ol"))].strip() or text
        self.boxes[name] = Box(own, boxes[0].get("checked") is not None)
        return call("task", string(name), boolean(self.boxes[name].checked), self._item(entry))

    def _block_dl(self, element: HtmlElement) -> str:
        entries: list[tuple[list[str], list[str]]] = []
        rows = [part for child in element for part in (child if child.tag == "div" else [child])]
        for part in rows:
            if part.tag == "dt":
                if not entries or entries[-1][1]:
                    entries.append(([], []))
                entries[-1][0].append(self._item(part))
            elif part.tag == "dd":
                entries = entries or [([], [])]
                entries[-1][1].append(self._item(part))
        items = [
            array([sequence(_between(terms, "linebreak()")), sequence(_between(meanings, "parbreak()"))])
            for terms, meanings in entries
        ]
        return call("definitions", array(items)) if items else ""

    def _admonition(self, element: HtmlElement) -> str:
        kind = next((name for name in element.classes if name not in ("admonition", "inline", "end")), "note")
        titles = [child for child in element if "admonition-title" in child.classes or child.tag == "summary"]
        return self._note(kind, self.inline(titles[0]) if titles else "[]", element, titles)

    def _note(self, kind: str, title: str, element: HtmlElement, titles: Iterable[HtmlElement]) -> str:
        said = " ".join(plain(part) for part in titles)
        for part in titles:
            drop(part)
        self.nested += 1
        content = self.blocks(element)
        self.nested -= 1
        name = words(self.book.lang, "export.pdf.kinds").get(kind, "")
        return call("note", string(kind), string("" if said == name else name), title, content)

    def _block_details(self, element: HtmlElement) -> str:
        """Opened on paper, with its summary as the title."""
        kind = next(iter(element.classes), "details")
        titles = [child for child in element if child.tag == "summary"]
        return self._note(kind, self.inline(titles[0]) if titles else "[]", element, titles)

    def _tabs(self, element: HtmlElement) -> str:
        """Tabs one below the other, each with its name."""
        named = ((part.get(TAB, ""), self._inside(part)) for part in blocks_of(element))
        return sequence(call("note", string("tab"), string(""), string(name), content) for name, content in named)

    def _block_figure(self, element: HtmlElement) -> str:
        captions = [child for child in element if child.tag == "figcaption"]
        caption = sequence(self.inline(part) for part in captions) if captions else ""
        for part in captions:
            drop(part)
        return sequence([self.blocks(element), call("caption", caption) if caption else ""])

    def _embedded(self, element: HtmlElement) -> str:
        address = (
            element.get("src") or element.get("data") or next((part.get("src") or "" for part in element.iter("source")), "")
        )
        name = element.get("title") or element.get("aria-label") or address or str(element.tag)
        self.remark("embedded", what=element.tag, name=name)
        shown = self._link_to(address, string(name)) if address else string(name)
        return call("p", shown)

    # --- tables ---

    def _block_table(self, element: HtmlElement) -> str:
        rows = [row for row in element.iter("tr") if _table_of(row) is element]
        grid = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        grid = [row for row in grid if row]
        if not grid:
            return self.blocks(element)
        if "highlighttable" in element.classes:
            code = element.find(".//pre[code]")
            return self._block_pre(code) if code is not None else ""
        captions = [child for child in element if child.tag == "caption"]
        caption = call("caption", self.inline(captions[0])) if captions else ""
        return sequence([caption, self._table(element, grid)])

    def _table(self, element: HtmlElement, grid: list[list[HtmlElement]]) -> str:
        heads = [row for row in grid if _is_head(row)]
        heads = grid[: len(heads)] if heads == grid[: len(heads)] else []
        body = grid[len(heads) :]
        if not body:
            heads, body = [], grid
        kind = next((name for name in ("facts", "steps", "fields", "matrix") if name in element.classes), "plain")
        if kind == "facts" or (heads and not any(plain(cell) for cell in heads[-1])):
            heads = []  # the names of rows say it
        if kind == "steps":
            heads, body = _without_empty(heads, body)
        body_rows, count = laid(body, laid(heads)[1])
        head_rows, _ = laid(heads, count)
        texts = [[plain(cell) for cell in row] for row in [*heads, *body] if len(row) == count]
        fitted = fixed(kind, count) or columns(texts, count)
        room = "text" if self.nested else fitted.room
        linked, self.linked = self.linked, set()
        self.nested += 1
        self.heading = True  # the head is repeated on each page, where it may hold neither links nor notes
        head = [self._cell(cell, fitted, head=True) for row in head_rows for cell in row]
        self.heading = False
        cells = [self._cell(cell, fitted, head=False) for row in body_rows for cell in row]
        self.nested -= 1
        self.linked = linked
        whole = all(len(plain(cell)) < LONG for row in body for cell in row)
        breaks = {"whole": boolean(whole), "short": boolean(whole and len(body) <= SHORT)}
        arguments = {"kind": string(kind), "room": string(room), "columns": array(fitted.widths)}
        return call("grid-of", array(head), array(cells), **arguments, **breaks)

    def _cell(self, cell: Cell, fitted: Columns, *, head: bool) -> str:
        element = cell.element
        if element is None:
            return "[]"
        content = self._spoken(element, self._inside(element))
        if cell.columns == 1 and fitted.breaks(cell.column, plain(element)):
            content = call("hyphenated", content)
        named = {name: str(span) for name, span in (("colspan", cell.columns), ("rowspan", cell.rows)) if span > 1}
        if side := _side(element):
            named["align"] = side
        name = "row-head" if element.tag == "th" and not head else "cell"
        return call(name, content, **named) if named or name == "row-head" else content

    # --- inline ---

    def text(self, text: str) -> str:
        """A text node; the section with the first mention of a term is where the index leads to."""
        if not text:
            return ""
        if self.patterns and not self.heading:
            self._mention(text, self.patterns, IN_TEXT)
        return string(breakable(text))

    def inline(self, element: HtmlElement) -> str:
        """The content of an element that holds text."""
        return sequence(self._inlines(element))

    def _inlines(self, element: HtmlElement) -> Iterator[str]:
        if element.text:
            yield self.text(element.text)
        for child in element:
            yield self.inline_element(child)
            if child.tail:
                yield self.text(child.tail)

    def inline_element(self, element: HtmlElement) -> str:
        """One element within text."""
        tag = str(element.tag)
        if tag == "br":
            return "linebreak()"
        if tag == "wbr":
            return string("\u200b")
        if tag == "img":
            return self._image(element, block=False)
        if tag == "svg":
            return self._drawing(element)
        if tag in EMBEDDED:
            return self._embedded(element)
        if tag == "a":
            return self._anchor(element)
        if tag == "sup" and (calls := element.find_class("footnote-ref")):
            return self._footnote(calls[0])
        content = self._style(element, tag)
        return self._spoken(element, content) if content != "[]" else ""

    def _style(self, element: HtmlElement, tag: str) -> str:
        if "twemoji" in element.classes or "emojione" in element.classes:
            return string(element.get("title") or element.get("alt") or "")
        self.slanted ^= STYLES.get(tag) == "emph"
        content = self.inline(element)
        self.slanted ^= STYLES.get(tag) == "emph"
        if content == "[]":
            return content
        classes = set(element.classes)
        if "slot" in classes:
            return call("slot", content)
        if "raci" in classes:
            return call("raci", content)
        if "option" in classes:
            return content
        if tag == "q":
            return sequence(
                [string("„" if self.book.lang == "de" else "“"), content, string("“" if self.book.lang == "de" else "”")]
            )
        if tag == "code":
            return call("code", string(breakable("".join(map(str, element.itertext())))))
        return call(STYLES[tag], content) if tag in STYLES else content

    def _footnote(self, link: HtmlElement) -> str:
        note = self.notes.get(unquote(link.get("href", "").lstrip("#")))
        if note is None or self.heading:
            return ""
        name = label(self.page.id, note.get("id", ""))
        if name in self.notes_set:
            return call("note-again", string(name))
        self.notes_set.add(name)
        collapse(note)
        self.nested += 1
        content = self._inside(note)
        self.nested -= 1
        return call("note-below", string(name), content)

    def _image(self, element: HtmlElement, *, block: bool) -> str:
        source, alt = element.get("src", ""), element.get("alt")
        described = string(alt or "")
        if "twemoji" in element.classes:
            return string(alt or element.get("title") or "")
        file = self._file(source)
        if alt is None:
            self.remark("no_alt", image=source)
            described = string(posixpath.basename(unquote(urlsplit(source).path)) or source[:40])
        if file is None:
            return call("p" if block else "small", described) if described != '""' else ""
        name = f"/files/{len(self.files)}-{label(self.page.id)}{file.suffix.lower()}"
        self.files[name] = file
        decorative = boolean(alt is not None and not alt.strip())
        if self.heading:
            return described if decorative == "false" else ""
        shape = _shape(file) if block and not self.nested and file.suffix.lower() == ".svg" else {}
        return call("picture", string(name), described, decorative=decorative, inline=boolean(not block), **shape)

    def _file(self, source: str) -> Path | None:
        """The file of an image on the site; None, with a remark, if there is none that can be set."""
        parts = urlsplit(source)
        if parts.scheme or parts.netloc:
            self.remark("image_elsewhere", image=source[:120])
            return None
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.page.url), unquote(parts.path)))
        file = self.book.site / path.lstrip("/")
        if path.startswith("..") or not file.is_file():
            self.remark("image_missing", image=source)
            return None
        if file.suffix.lower() not in IMAGES:
            self.remark("image_kind", image=source)
            return None
        return file

    def _block_img(self, element: HtmlElement) -> str:
        return self._image(element, block=True)

    def _block_svg(self, element: HtmlElement) -> str:
        return self._drawing(element, block=True)

    def _drawing(self, element: HtmlElement, *, block: bool = False) -> str:
        """An SVG that stands in the page itself; a figure may be as wide as a table."""
        text = description(element)
        name = f"/files/{len(self.files)}-{label(self.page.id)}.svg"
        self.files[name] = alone(element)
        if not text and element.get("role") == "img":
            self.remark("no_alt", image="svg")
        shape = _shape(element) if block and not self.nested else {}
        return call("picture", string(name), string(text), decorative=boolean(not text), inline=boolean(not block), **shape)

    # --- links ---

    def _anchor(self, element: HtmlElement) -> str:
        content = self.inline(element)
        href = element.get("href")
        if content == "[]":
            return ""
        if href is None or self.heading or element.xpath("ancestor::a"):
            return content
        if "footnote-ref" in element.classes:
            return self._footnote(element)
        return self._link_to(href, content)

    def _link_to(self, href: str, content: str) -> str:
        href = href.strip()
        parts = urlsplit(href)
        if parts.scheme in ("http", "https", "mailto", "tel"):
            return call("outside", string(href), content)
        if parts.scheme or parts.netloc:
            return content
        anchor = unquote(parts.fragment)
        path = unquote(parts.path)
        url = posixpath.normpath(posixpath.join(posixpath.dirname(self.page.url), path)) if path else self.page.url
        if (path.endswith("/") or url == ".") and url not in self.book.by_url:
            url = posixpath.normpath(posixpath.join(url, "index.html"))
        target = self.book.by_url.get(url)
        if target is None:
            return self._elsewhere(url, parts.fragment, content)
        known = self.places[target.id]
        if anchor and anchor not in known and not anchor.startswith("__"):
            self.remark("anchor", link=href)
        place = label(target.id, known.get(anchor, ""))
        again = target is self.page or place in self.linked
        self.linked.add(place)
        address = string(self._address(url, parts.fragment))
        number = {} if again else {"number": number_of(place), **({"slanted": "true"} if self.slanted else {})}
        return call("inside", string(place), address, content, **number)

    def _elsewhere(self, url: str, fragment: str, content: str) -> str:
        """A file of the site that is no page of this book: another language, a download."""
        if not (self.book.site / url).exists() and not url.startswith("downloads/"):
            self.remark("target", link=url)
            return content
        address = self._address(url, fragment)
        return call("outside", string(address), content) if self.book.site_url else content

    def _address(self, url: str, fragment: str) -> str:
        if not self.book.site_url:
            return ""
        return f"{self.book.site_url.rstrip('/')}/{url}" + (f"#{fragment}" if fragment else "")


def _shape(drawing: HtmlElement | Path) -> dict[str, str]:
    """A drawing may be as wide as a table, and fill a page."""
    return {"wide": "true", "tall": boolean(is_tall(view_box(drawing)))}


def _between(parts: list[str], mark: str) -> list[str]:
    return [piece for number, part in enumerate(parts) for piece in ([mark, part] if number else [part])]


def _table_of(row: HtmlElement) -> HtmlElement | None:
    return next((parent for parent in row.iterancestors() if parent.tag == "table"), None)


def _is_head(row: list[HtmlElement]) -> bool:
    parent = row[0].getparent()
    section = parent.getparent() if parent is not None else None
    return (section is not None and section.tag == "thead") or (len(row) > 1 and all(cell.tag == "th" for cell in row))


def _side(cell: HtmlElement) -> str:
    """To which side the text of a cell is set, if not to the left."""
    named = next((name.removeprefix("align-") for name in cell.classes if name in ("align-right", "align-center")), "")
    match = re.search(r"text-align:\s*(right|center)", cell.get("style", ""))
    return named or (match[1] if match else "")


def _without_empty(
    heads: list[list[HtmlElement]], body: list[list[HtmlElement]]
) -> tuple[list[list[HtmlElement]], list[list[HtmlElement]]]:
    """A column that no step uses is left out: the others need the room."""
    kept = [number for number in range(len(body[0])) if any(number < len(row) and plain(row[number]) for row in body)]
    pick = [[[row[number] for number in kept if number < len(row)] for row in rows] for rows in (heads, body)]
    return pick[0], pick[1]
