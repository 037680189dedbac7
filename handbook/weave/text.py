"""Small pieces of Markdown that all woven parts are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from handbook.locale import word
from handbook.model.library import Library

MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells lose line breaks, bars are escaped."""
    lines = [_row(header), _row(["---"] * len(header)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def heading(lang: str, identity: str, level: int = 2) -> str:
    """The heading of a woven section."""
    return f"{'#' * level} {word(lang, f'woven.{identity}')} {{#{identity}}}"


def title(library: Library, identity: str, lang: str) -> str:
    """A page's title, written or planned; the id itself if it is neither."""
    if identity in library.german:
        return library.head(identity, lang).title
    planned = library.data.planned.get(identity)
    return planned.title.get(lang) if planned else identity


def link(library: Library, identity: str, lang: str, *, with_id: bool = False) -> str:
    """A link by id with the page's title as text."""
    text = title(library, identity, lang)
    return f"[{identity} {text}]({identity})" if with_id else f"[{text}]({identity})"


def date_text(value: date, lang: str) -> str:
    """A date as people write it: 11.03.2025, 11 March 2025."""
    return f"{value:%d.%m.%Y}" if lang == "de" else f"{value.day} {MONTHS_EN[value.month - 1]} {value.year}"


def yes_no(value: bool, lang: str) -> str:
    """Yes or no in words."""
    return word(lang, "labels.yes" if value else "labels.no")


def number(value: float, lang: str) -> str:
    """A number as people write it: 1,5 and 20 in German, 1.5 and 20 in English."""
    text = f"{value:g}"
    return text.replace(".", ",") if lang == "de" else text
