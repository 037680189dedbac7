"""What the site shows and offers: the figure of a process page as HTML, and the files for download."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from html import escape

from handbook.diagrams import cells
from handbook.diagrams.bpmn import bpmn
from handbook.diagrams.flow import Flow, flow
from handbook.diagrams.svg import alone, svg
from handbook.diagrams.tall import tall
from handbook.diagrams.wide import wide
from handbook.locale import word
from handbook.model import pages
from handbook.model.library import Library

FOLDER = "prozesse"  # below downloads/
TABLE = "schritte"  # id that the finish gives to the step table
BROAD = cells.PAGE.aim * 1.05  # wider ones run out of the column of the text, so that their letters stay as large as others'


def figure(process: pages.Process, library: Library, lang: str, url: str) -> str:
    """Both layouts, of which the style sheet shows one, and a caption. `url` is the page's path within the site."""
    made = flow(process, library, lang)
    drawings = {"wide": wide(made).picture, "tall": tall(made)}
    pictures = [
        svg(drawn, f"schaubild-{kind}", title=_title(made), desc=_desc(made), lang=made.lang, kind=kind)
        for kind, drawn in drawings.items()
    ]
    broad = " hb-figure--broad" if drawings["wide"].width > BROAD else ""
    caption = escape(word(made.lang, "diagram.caption")).replace("[[", f'<a href="#{TABLE}">').replace("]]", "</a>")
    folder = posixpath.relpath(f"downloads/{FOLDER}", posixpath.dirname(url) or ".")
    links = " ".join(
        f'<a href="{folder}/{process.id}-{lang}.{kind}" download>{escape(word(made.lang, f"diagram.files.{kind}"))}</a>'
        for kind in ("svg", "bpmn")
    )
    below = f"<figcaption>{caption} <span>{links}</span></figcaption>"
    return f'<figure class="hb-figure{broad}" id="schaubild">{"".join(pictures)}{below}</figure>'


def files(library: Library) -> Iterator[tuple[str, bytes]]:
    """Path below `downloads/` and content of each file, for every process in every language."""
    for process in library.of(pages.Process):
        for lang in library.languages:
            made = flow(process, library, lang)
            drawing = alone(wide(made).picture, title=_title(made), desc=f"{made.about}. {_desc(made)}", lang=made.lang)
            yield f"{FOLDER}/{process.id}-{lang}.svg", drawing.encode()
            yield f"{FOLDER}/{process.id}-{lang}.bpmn", bpmn(made)


def _title(made: Flow) -> str:
    return word(made.lang, "diagram.title", id=made.id, title=made.title)


def _desc(made: Flow) -> str:
    steps = sum(node.number > 0 for node in made.nodes)
    return word(made.lang, "diagram.desc", steps=steps, lanes=", ".join(lane.name for lane in made.lanes))
