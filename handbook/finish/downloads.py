"""Which files exist for a page, with size and date: the line at its foot, the box of a form, the lists of the page `downloads`.

The files are made from finished pages, so what is said about them comes last. Templates and weaving leave a place for it, between
two comments that stay: whoever makes a file anew can say it anew.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pikepdf

from handbook.finish.machine import title_of, url
from handbook.locale import word
from handbook.model import pages
from handbook.model.groups import GROUPS, group_of
from handbook.model.library import PARTS, Library
from handbook.model.texts import date_text

FOLDER = "downloads"
PAGE = "downloads"  # the page with all files
BOOK = "handbuch-konfliktmanagement"
OFFLINE = "handbuch-offline.zip"
PLACE = re.compile(r"(<!--hb-files (\w+) ([\w-]+)-->).*?(<!--/hb-files-->)", re.DOTALL)
# On the page with all files what the offline copy does not hold, and the links there.
_AWAY = '<a href="#(?:ganz|teile)"[^>]*>[^<]*</a>'
LEFT_OUT = re.compile(rf'<h2 id="(?:ganz|teile)".*?(?=<h2 )|<li[^>]*>\s*{_AWAY}\s*</li>|{_AWAY}(?: · )?', re.DOTALL)
# Folders with files of one page each.
SINGLE = ("formulare/", "karten/", "notfall/", "prozesse/")
# What there may be of a page, in the order of the links: name of the kind in the locale, and path below `downloads`.
BLANK = (("odt", "formulare/{id}-{lang}.odt"), ("docx", "formulare/{id}-{lang}.docx"), ("pdf", "formulare/{id}-{lang}.pdf"))
SAMPLE = tuple((kind, path.replace("{id}", "{id}-muster")) for kind, path in BLANK)
# The sheet of a form that is kept apart: a file of its own, blank and filled.
CONTACT = {kinds: tuple((kind, path.replace("{id}", "{id}-kontaktblatt")) for kind, path in kinds) for kinds in (BLANK, SAMPLE)}
EMERGENCY_CARD = "notfall/notfallkarte-{id}-{lang}"  # without its ending
EMERGENCY = (("card", EMERGENCY_CARD + ".html"), ("card_pdf", EMERGENCY_CARD + ".pdf"))
CARDS = (("html", EMERGENCY[0][1]), ("pdf", EMERGENCY[1][1]))
SHEET = (("pdf", "karten/{id}-{lang}.pdf"),)
MODEL = (("bpmn", "prozesse/{id}-{lang}.bpmn"),)
OF_PART = (("pdf", "teile/{id}-{lang}.pdf"),)
WHOLE = (("pdf", BOOK + "-{lang}.pdf"), ("epub", BOOK + "-{lang}.epub"), ("zip", OFFLINE))

Kinds = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Files:
    """The files below `downloads` by path with their sizes in bytes, of long ones the `pages`; `offline` for the offline copy."""

    sizes: Mapping[str, int]
    pages: Mapping[str, int] = field(default_factory=dict)
    offline: bool = False

    @classmethod
    def of(cls, site: Path) -> Files:
        """What lies there now."""
        folder = site / FOLDER
        found = (file for file in sorted(folder.rglob("*")) if file.is_file())
        long = [*folder.glob("*.pdf"), *folder.glob("teile/*.pdf")]
        return cls(
            {file.relative_to(folder).as_posix(): file.stat().st_size for file in found},
            {file.relative_to(folder).as_posix(): _pages(file) for file in long},
        )

    def for_offline(self) -> Files:
        """What goes into the offline copy: sheets to fill in, tick, hang up. Books and parts hold the site's text once more."""
        kept = {path: size for path, size in self.sizes.items() if path.startswith(SINGLE)}
        return Files(kept, offline=True)

    def links(self, kinds: Kinds, identity: str, lang: str, up: str) -> list[str]:
        """A link with the size for each kind that exists."""
        paths = ((kind, path.format(id=identity, lang=lang)) for kind, path in kinds)
        return [
            f'<span class="hb-file"><a href="{up}{FOLDER}/{quote(path)}">{word(lang, f"downloads.kinds.{kind}")}</a>'
            f" {self._extent(path, lang)}</span>"
            for kind, path in paths
            if path in self.sizes
        ]

    def _extent(self, path: str, lang: str) -> str:
        size = size_text(self.sizes[path], lang)
        return f"{word(lang, 'downloads.pages', count=self.pages[path])}, {size}" if path in self.pages else size


def _pages(file: Path) -> int:
    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def size_text(size: int, lang: str) -> str:
    """A size as people read it: 84 kB, 1,2 MB."""
    number, unit = (f"{size / 1_000_000:.1f}", "MB") if size >= 1_000_000 else (f"{max(1, round(size / 1000))}", "kB")
    return f"{number.replace('.', ',') if lang == 'de' else number}\u00a0{unit}"


def write(site: Path, urls: Iterable[str], files: Files, library: Library) -> None:
    """Fill the places of all pages; only pages that change are written."""
    for address in urls:
        before = (site / address).read_text(encoding="utf-8")
        after = filled_in(before, address, files, library)
        if after != before:
            (site / address).write_text(after, encoding="utf-8")


def filled_in(text: str, address: str, files: Files, library: Library) -> str:
    """A page with what there is to say in each of its places; `address` is its path within the site."""
    lang = "en" if address.startswith("en/") else "de"
    up = "../" * address.count("/")
    told: dict[str, Callable[[str], str]] = {
        "foot": lambda identity: _foot(identity, files, lang, up),
        "form": lambda identity: _form(identity, files, library, lang, up),
        "list": lambda section: _list(section, files, library, lang, up),
    }
    if files.offline:
        text = LEFT_OUT.sub("", text)
    return PLACE.sub(lambda place: place[1] + told[place[2]](place[3]) + place[4], text)


def _foot(identity: str, files: Files, lang: str, up: str) -> str:
    links = files.links((*BLANK, *SHEET, *EMERGENCY, *MODEL), identity, lang, up)
    return f"<div><dt>{word(lang, 'downloads.page')}</dt><dd>{', '.join(links)}</dd></div>" if links else ""


def _form(identity: str, files: Files, library: Library, lang: str, up: str) -> str:
    lines = []
    for key, kinds in (("blank", BLANK), ("sample", SAMPLE)):
        if links := _with_contact(files, kinds, identity, lang, up):
            lines.append(f"<p><strong>{word(lang, f'downloads.{key}')}:</strong> {links}</p>")
    if lines and PAGE in library.german:
        place = up + url(library.path(PAGE), lang)
        lines.append(f'<p>{_stand(identity, library, lang)}. <a href="{place}">{word(lang, "downloads.all")}</a></p>')
    return "".join(lines)


def _with_contact(files: Files, kinds: Kinds, identity: str, lang: str, up: str) -> str:
    """The files of a form; those of the sheet that is kept apart are named as such."""
    links = ", ".join(files.links(kinds, identity, lang, up))
    apart = ", ".join(files.links(CONTACT.get(tuple(kinds), ()), identity, lang, up))
    return f"{links}. {word(lang, 'downloads.contact')}: {apart}" if apart else links


# --- the page with all files ---


def _list(section: str, files: Files, library: Library, lang: str, up: str) -> str:
    if section == "ganz":
        whole = ((word(lang, f"downloads.whole.{kind}"), files.links([(kind, path)], "", lang, up)) for kind, path in WHOLE)
        return _table(files, lang, ("ganz", "file"), [(name, links[0]) for name, links in whole if links])
    if section == "teile":
        parts = ((word(lang, f"parts.{part}.title"), files.links(OF_PART, part, lang, up)) for part in (*PARTS, "nachschlagen"))
        return _table(files, lang, ("teile", "file"), [(name, links[0]) for name, links in parts if links])
    kind, columns = _LISTS[section]
    groups: dict[str, list[tuple[str, ...]]] = {group: [] for group in ("", *GROUPS)}
    for head in library.of(kind):
        cells = [_with_contact(files, kinds, head.id, lang, up) for _, kinds in columns]
        if any(cells):
            name = f"{head.id} {html.escape(title_of(head.id, library)[lang], quote=False)}"
            group = group_of(head.id, library) if section in _GROUPED else ""
            groups[group].append((f"{name} <small>{_stand(head.id, library, lang)}</small>", *cells))
    return _grouped(files, lang, (section, *(key for key, _ in columns)), {name: rows for name, rows in groups.items() if rows})


# Section of the page `downloads`: the type of the pages that it lists, and the kinds of files in each further column.
_LISTS: Mapping[str, tuple[type[pages.Head], tuple[tuple[str, Kinds], ...]]] = {
    "notfall": (pages.Process, (("file", CARDS),)),
    "formulare": (pages.Form, (("blank", BLANK), ("sample", SAMPLE))),
    "prozesse": (pages.Process, (("file", (*SHEET, *MODEL)),)),
    "checklisten": (pages.Checklist, (("file", SHEET),)),
}


# Too many for one table.
_GROUPED = {"formulare", "prozesse"}


def _grouped(files: Files, lang: str, columns: tuple[str, ...], groups: Mapping[str, list[tuple[str, ...]]]) -> str:
    """A table for each group under its heading, before them the ways to each; without groups one table."""
    if len(groups) < 2:
        return _table(files, lang, columns, [row for rows in groups.values() for row in rows])
    section = columns[0]
    names = {group: word(lang, f"groups.{group}") for group in groups}
    jumps = " · ".join(f'<a href="#{section}-{group}">{name}</a>' for group, name in names.items())
    tables = (
        f'<h3 id="{section}-{group}">{names[group]}</h3>{_table(files, lang, columns, rows)}' for group, rows in groups.items()
    )
    return f"<p>{jumps}</p>{''.join(tables)}"


def _table(files: Files, lang: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Rows of ready HTML; the same marks as the finish gives to tables."""
    if not rows:
        return f"<p>{word(lang, 'downloads.none')}</p>"
    names = [word(lang, f"downloads.columns.{key}") for key in columns]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = "".join(
        "<tr>"
        + f'<th scope="row" data-label="{names[0]}">{row[0]}</th>'
        + "".join(f'<td data-label="{name}">{cell}</td>' for name, cell in zip(names[1:], row[1:], strict=True))
        + "</tr>"
        for row in rows
    )
    return f'<table class="files"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _stand(identity: str, library: Library, lang: str) -> str:
    text = f"{word(lang, 'labels.as_of')} {date_text(library.head(identity, 'de').stand, lang)}"
    return text[0].upper() + text[1:]
