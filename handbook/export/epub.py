"""EPUB 3 of one language: every page a chapter, its parts as the contents, with what reading aloud and large print need."""

from __future__ import annotations

import mimetypes
import posixpath
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement
from lxml.html import builder as build

from handbook.export.archive import packed
from handbook.export.book import Book, Imprint, Page
from handbook.export.cover import cover
from handbook.export.job import Job
from handbook.export.markup import Element, Maker, written
from handbook.export.pdf import drawing
from handbook.export.reading import SCREEN_PAGES, reading, relink
from handbook.finish.downloads import BOOK
from handbook.locale import word
from handbook.model.texts import date_text

MIMETYPE = "application/epub+zip"
NAMES = {
    "html": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}
HTML = Maker("", {"": NAMES["html"], "epub": NAMES["epub"]}, qualified=False)
OPF, DC = (Maker(prefix, {"": NAMES["opf"], "dc": NAMES["dc"]}, qualified=False) for prefix in ("", "dc"))
TYPE = f"{{{NAMES['epub']}}}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FOLDER = "EPUB"
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    f'<rootfiles><rootfile full-path="{FOLDER}/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
NAV, TITLE, STYLE, COVER = "contents.xhtml", "title.xhtml", "style.css", "cover.png"
FEATURES = ("tableOfContents", "structuralNavigation", "readingOrder", "displayTransformability")
ACCESS = (
    ("accessMode", "textual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityHazard", "none"),
    *(("accessibilityFeature", name) for name in FEATURES),
)
PICTURES = (("accessMode", "visual"), ("accessibilityFeature", "alternativeText"))
BOX, TICKED = "☐", "☒"
ID = re.compile(r"\b([A-Z]{1,2}-[A-Z]?\d{1,2})\b")
OWNED = ("*.epub",)


@dataclass(frozen=True)
class Chapter:
    """A page as a file of the EPUB."""

    name: str
    data: bytes


def make(job: Job, book: Book, tell: Callable[[str], None]) -> None:
    """Write `handbuch-konfliktmanagement-<lang>.epub`."""
    name = f"{BOOK}-{book.lang}.epub"
    (job.target / name).write_bytes(epub(book, job.imprint, job.brand))
    tell(name)


def epub(book: Book, about: Imprint, brand: str) -> bytes:
    """The file."""
    pages = [page for page in book.pages if page.id not in SCREEN_PAGES]
    names = {page.url: page.path.removesuffix(".md") + ".xhtml" for page in pages}
    pictures: dict[str, bytes] = {}
    chapters = [_chapter(page, book, names, pictures) for page in pages]
    files = {
        "META-INF/container.xml": CONTAINER.encode(),
        f"{FOLDER}/package.opf": _package(book, about, chapters, pictures),
        f"{FOLDER}/{NAV}": _contents(book, names),
        f"{FOLDER}/{TITLE}": _title_page(book, about),
        f"{FOLDER}/{COVER}": cover(book.title, about.town, _edition(book, about), lang=book.lang, brand=brand),
        f"{FOLDER}/{STYLE}": Path(__file__).with_name("epub.css").read_bytes(),
        **{f"{FOLDER}/{chapter.name}": chapter.data for chapter in chapters},
        **{f"{FOLDER}/{name}": data for name, data in pictures.items()},
    }
    return packed(files, about.date, mimetype=MIMETYPE)


# --- chapters ---


def _chapter(page: Page, book: Book, names: Mapping[str, str], pictures: dict[str, bytes]) -> Chapter:
    article = reading(page)
    name = names[page.url]

    def inside(target: Page, anchor: str) -> str | None:
        if target.url not in names:
            return None
        own = "" if target is page else _relative(names[target.url], name)
        return f"{own}#{anchor}" if anchor in target.anchors else own or f"#{anchor or 'seite'}"

    relink(article, page, book, inside)
    _boxes(article)
    _notes(article)
    _steps(article)
    _cards(article)
    _ids(article)
    _drawings(article, page, name, pictures)
    _pictures(article, page, book, name, pictures)
    return Chapter(name, _document(page.title, page.lang, _xhtml(article, page), _relative(STYLE, name)))


def _boxes(article: HtmlElement) -> None:
    """Form elements would make a chapter a script; a drawn box can be ticked on paper as well."""
    for box in list(article.iter("input")):
        box.addprevious(build.SPAN((TICKED if box.get("checked") is not None else BOX) + "\u00a0"))
        box.drop_tree()
    for label in list(article.iter("label")):
        label.tag = "span"
        label.attrib.pop("for", None)


def _steps(article: HtmlElement) -> None:
    """The table of steps as a list, which fits any screen: the step, below it who, by when, with what."""
    for table in list(article.find_class("steps")):
        items = []
        for row in table.iter("tr"):
            number, step, *facts = row.findall("td") or [None, None]
            if number is None or step is None:
                continue
            item = build.LI(_emptied(step, "strong"), value=number.text_content().strip())
            for fact in facts:
                if fact.text_content().strip():
                    label = build.SPAN(f"{fact.get('data-label')}: ", {"class": "label"})
                    item.append(build.DIV(label, _emptied(fact, "span")))
            items.append(item)
        steps = build.OL(*items, {"class": "steps"})
        if table.get("id"):
            steps.set("id", table.get("id", ""))
        table.addprevious(steps)
        table.drop_tree()


def _emptied(cell: HtmlElement, tag: str) -> HtmlElement:
    """The content of a cell in an element of another kind."""
    made = getattr(build, tag.upper())(cell.text or "")
    made.extend(list(cell))
    return made


def _cards(article: HtmlElement) -> None:
    """A title and what it is about stand side by side on the screen; here below each other."""
    for title in article.find_class("hb-card"):
        if title.tag == "strong":
            about = build.BR()
            about.tail, title.tail = title.tail, None
            title.addnext(about)


def _ids(article: HtmlElement) -> None:
    """An id stays in one line, without a letter in it that a search would not find."""
    for element in list(article.iter()):
        if not isinstance(element.tag, str):
            continue
        _keep_together(element, 0, element.text, element, "text")
        parent = element.getparent()
        if parent is not None and element is not article:
            _keep_together(parent, parent.index(element) + 1, element.tail, element, "tail")


def _keep_together(parent: HtmlElement, place: int, text: str | None, owner: HtmlElement, side: str) -> None:
    """Wrap the ids in a text, which is the `side` of `owner` and stands before the child of `parent` at `place`."""
    first, *rest = ID.split(text or "")
    if rest:
        setattr(owner, side, first)
        for number, (identity, following) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
            span = build.SPAN(identity, {"class": "id"})
            span.tail = following
            parent.insert(place + number, span)


def _notes(article: HtmlElement) -> None:
    """Sources at the end of a chapter, told apart for reading systems."""
    for link in article.find_class("footnote-ref"):
        link.set("role", "doc-noteref")
        link.set(TYPE, "noteref")
    for link in article.find_class("footnote-backref"):
        link.set("role", "doc-backlink")
    for notes in article.find_class("footnote"):
        notes.tag = "section"
        notes.set("role", "doc-endnotes")
        notes.set(TYPE, "endnotes")
        for rule in notes.findall("hr"):
            rule.drop_tree()


def _drawings(article: HtmlElement, page: Page, name: str, pictures: dict[str, bytes]) -> None:
    """A drawing becomes a file: reading systems know how to enlarge an image, and few follow the colours of a page.

    One that says nothing is decoration of the screen.
    """
    for number, svg in enumerate(list(article.iter("svg")), 1):
        if not drawing.description(svg):
            svg.drop_tree()
            continue
        path = f"drawings/{posixpath.basename(name).removesuffix('.xhtml')}-{number}.svg"
        pictures[path] = drawing.alone(svg)
        svg.addprevious(build.IMG(src=_relative(path, name), alt=drawing.description(svg)))
        svg.drop_tree()


def _pictures(article: HtmlElement, page: Page, book: Book, name: str, pictures: dict[str, bytes]) -> None:
    """Images of the site go in; one that is missing or lies elsewhere leaves its alternative text."""
    for image in list(article.iter("img")):
        source = urlsplit(image.get("src", ""))
        if posixpath.normpath(posixpath.join(posixpath.dirname(name), source.path)) in pictures:
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.url), unquote(source.path)))
        file = book.site / path
        if source.scheme or source.netloc or path.startswith("..") or not file.is_file():
            image.tail = (image.get("alt") or "") + (image.tail or "")
            image.drop_tree()
            continue
        pictures[path] = file.read_bytes()
        image.set("src", _relative(path, name))


def _xhtml(article: HtmlElement, page: Page) -> Element:
    """The article as a section of XHTML."""
    for part in list(article.iter(etree.Comment, etree.ProcessingInstruction)):
        part.drop_tree()
    for element in article.iter():
        element.tag = f"{{{NAMES['html']}}}{element.tag}"
        if element.get("lang"):
            element.set(XML_LANG, element.get("lang", ""))
    section = HTML("section", role="doc-chapter")
    section.set(TYPE, "chapter")
    if page.id[-1].isdigit():
        section.append(HTML("p", page.id, **{"class": "kind"}))
    section.text = None
    section.extend(article)
    return section


def _document(title: str, lang: str, content: Element, style: str) -> bytes:
    head = HTML("head", HTML("title", title), HTML("link", rel="stylesheet", type="text/css", href=style))
    root = HTML("html", head, HTML("body", content), lang=lang)
    root.set(XML_LANG, lang)
    return written(root)


def _relative(target: str, start: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(start) or ".")


# --- contents, title, package ---


def _contents(book: Book, names: Mapping[str, str]) -> bytes:
    parts = []
    for part in book.parts:
        links = [HTML("li", HTML("a", _label(page), href=names[page.url])) for page in part.pages if page.url in names]
        first = next((page for page in part.pages if page.url in names), None)
        if first is None:
            continue
        if len(links) == 1:
            parts.append(links[0])
        elif first.type == "index":
            parts.append(HTML("li", HTML("a", part.title, href=names[first.url]), HTML("ol", *links[1:])))
        else:
            parts.append(HTML("li", HTML("span", part.title), HTML("ol", *links)))
    title = word(book.lang, "epub.contents")
    contents = HTML("nav", HTML("h1", title), HTML("ol", *parts), role="doc-toc", id="toc")
    contents.set(TYPE, "toc")
    return _document(title, book.lang, contents, STYLE)


def _label(page: Page) -> str:
    return page.title if not page.id[-1].isdigit() else f"{page.id} {page.title}"


def _title_page(book: Book, about: Imprint) -> bytes:
    lines = (about.town, _edition(book, about), word(book.lang, "epub.licence"), book.site_url)
    page = HTML("section", HTML("h1", book.title), *(HTML("p", line) for line in lines if line), **{"class": "title-page"})
    page.set(TYPE, "titlepage")
    return _document(book.title, book.lang, page, STYLE)


def _edition(book: Book, about: Imprint) -> str:
    day = f"{word(book.lang, 'labels.as_of')} {date_text(about.date, book.lang)}"
    return f"{word(book.lang, 'epub.version', version=about.version)} · {day}"


def _package(book: Book, about: Imprint, chapters: Sequence[Chapter], pictures: Mapping[str, bytes]) -> bytes:
    items = [
        OPF("item", id="contents", href=NAV, media_type="application/xhtml+xml", properties="nav"),
        OPF("item", id="title", href=TITLE, media_type="application/xhtml+xml"),
        OPF("item", id="style", href=STYLE, media_type="text/css"),
        OPF("item", id="cover", href=COVER, media_type="image/png", properties="cover-image"),
    ]
    for number, chapter in enumerate(chapters, 1):
        items.append(OPF("item", id=f"c{number}", href=chapter.name, media_type="application/xhtml+xml"))
    for number, name in enumerate(pictures, 1):
        kind = mimetypes.guess_type(PurePosixPath(name).name)[0] or "image/png"
        items.append(OPF("item", id=f"p{number}", href=name, media_type=kind))
    order = [
        OPF("itemref", idref=name) for name in ("title", "contents", *(f"c{number}" for number in range(1, len(chapters) + 1)))
    ]
    root = OPF(
        "package",
        OPF("metadata", *_metadata(book, about, visual=bool(pictures))),
        OPF("manifest", *items),
        OPF("spine", *order),
        version="3.0",
        unique_identifier="id",
    )
    root.set(XML_LANG, book.lang)
    return written(root)


def _metadata(book: Book, about: Imprint, *, visual: bool) -> list[Element]:
    """The identifier follows from address, title and language, so that a new edition replaces the old one on a shelf."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{book.site_url}#{book.title}#{book.lang}")
    publisher = about.town or word(book.lang, "office.creator")
    access = (*ACCESS, *(PICTURES if visual else ()))
    return [
        DC("identifier", f"urn:uuid:{name}", id="id"),
        DC("title", book.title),
        DC("language", book.lang),
        DC("creator", publisher),
        DC("publisher", publisher),
        DC("date", about.date.isoformat()),
        DC("rights", word(book.lang, "epub.licence")),
        OPF("meta", f"{about.date.isoformat()}T00:00:00Z", property="dcterms:modified"),
        *(OPF("meta", value, property=f"schema:{key}") for key, value in access),
        OPF("meta", word(book.lang, "epub.access"), property="schema:accessibilitySummary"),
    ]
