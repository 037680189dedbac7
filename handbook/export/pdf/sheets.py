"""Single sheets: cards, emergency cards, forms. Each is a small file of its own."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import segno

from handbook.export.book import Page
from handbook.export.pdf import cards, documents, finish
from handbook.export.pdf.convert import Typeset
from handbook.export.pdf.documents import QR_FILE
from handbook.export.pdf.fields import Field
from handbook.export.pdf.prepare import label
from handbook.export.pdf.press import Press
from handbook.export.remarks import Remark
from handbook.finish.downloads import EMERGENCY_CARD

SIZES = (9.4, 8.8, 8.2, 7.6)
WALL_SIZES = (14.0, 13.2, 12.4, 11.6, 10.8, 10.0, *SIZES)
EMERGENCY_SIZES = (11.8, 11.2, 10.6, 10.0, 9.4, 8.8, 8.2)
HARDLY = 640  # points from below: what ends above it leaves three quarters of a page empty
SHEETS = 2  # a card has two sides; what hangs on a wall has one

Variant = tuple[str, tuple[Typeset, ...]]


def write_cards(press: Press) -> None:
    """A card for each process and checklist, and for the pages that are cards already: those hang on walls."""
    for page in press.book.pages:
        if page.type in cards.TYPES:
            made = press.typeset(cards.card(page, press.book))
            wall = page.type == "card"
            variants = [(documents.card_main(press.frame, page, size), (made,)) for size in (WALL_SIZES if wall else SIZES)]
            press.write(f"karten/{page.id}-{press.book.lang}.pdf", _fitted(press, page, variants, 1 if wall else SHEETS))


def write_emergency(press: Press) -> None:
    """One sheet for each urgent process: what to do now, its checklist, a code that leads to the page."""
    for urgent in press.job.urgent:
        page = press.book.by_id.get(urgent.id)
        if page is None:
            continue
        checklist = next((press.book.by_id[name] for name in urgent.checklists if name in press.book.by_id), None)
        address = f"{press.book.site_url.rstrip('/')}/{page.url}" if press.book.site_url else ""
        if address:
            press.setter.add_image(QR_FILE.format(id=label(page.id)), code(address))
        data = _fitted(press, page, list(_emergency(press, page, checklist, address)), 1)
        press.write(EMERGENCY_CARD.format(id=page.id, lang=press.book.lang) + ".pdf", data)


def _emergency(press: Press, page: Page, checklist: Page | None, address: str) -> Iterator[Variant]:
    """From large with the whole checklist to small with its first group."""
    process = press.typeset(cards.now(page, press.book))
    groups = [press.typeset(group) for group in cards.checks(checklist, press.book)] if checklist else []
    for count in range(len(groups) or 1, 0, -1):
        shown = groups[:count]
        for size in EMERGENCY_SIZES:
            main = documents.emergency_main(
                press.frame, page, checklist, [group.page for group in shown], address=address, size=size
            )
            yield main, (process, *shown)


def code(address: str) -> bytes:
    """A code for the camera of a phone, as a drawing."""
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", border=1, xmldecl=False, svgclass=None, lineclass=None)
    return stream.getvalue()


def _fitted(press: Press, page: Page, variants: Sequence[Variant], limit: int) -> bytes:
    """The first variant that fits on so many pages, otherwise the last, with a remark. Each needs less room than those before."""

    @cache
    def made(number: int) -> tuple[bytes, int]:
        main, parts = variants[number]
        fields = {name: Field("box", box.text, box.checked) for part in parts for name, box in part.boxes.items()}
        return _sheet(press, main, parts, fields)

    first = bisect_left(range(len(variants) - 1), True, key=lambda number: made(number)[1] <= limit)
    data, count = made(first)
    if count > limit:
        press.made.remarks.append(Remark(page.url, "long", (("count", str(count)), ("limit", str(limit)))))
    return data


def write_forms(press: Press) -> None:
    """Each form with fields, and its filled sample."""
    for paper in press.job.papers:
        fields = {} if paper.notice else documents.fields_of(paper)
        data, count = _sheet(press, documents.form_main(press.frame, paper), (), fields)
        if count > 1 and _hardly_used(data):
            closer, fewer = _sheet(press, documents.form_main(press.frame, paper, close=True), (), fields)
            data = closer if fewer < count else data
        press.write(f"formulare/{paper.name}.pdf", data)


def _hardly_used(data: bytes) -> bool:
    """Whether the last page holds no more than a field or two."""
    with finish.opened(data) as pdf:
        bottoms = [float(field.Rect[1]) for field in pdf.pages[-1].get("/Annots", [])]
    return min(bottoms, default=HARDLY) >= HARDLY


def _sheet(press: Press, main: str, parts: tuple[Typeset, ...], fields: Mapping[str, Field]) -> tuple[bytes, int]:
    """The finished file and its number of pages, from the cache if it was made before."""
    setter = press.setter

    def named() -> str:
        return setter.digest(press.sources(main, parts), sorted(fields.items()))

    digest = named()
    if (known := setter.remembered(digest)) and (count := setter.remembered(f"{digest}.count")):
        return known, int(count)
    raw = press.compiled(main, parts)
    with finish.mended(raw, fields) as pdf:
        data, number = finish.saved(pdf), len(pdf.pages)
    digest = named()  # another one, if a page had to be replaced
    setter.remember(digest, data)
    setter.remember(f"{digest}.count", str(number).encode())
    return data, number
