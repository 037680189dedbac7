"""The parts of an office document that are always the same: files of `templates/` with the words of a paper filled in."""

from __future__ import annotations

from functools import cache
from importlib import resources
from string import Template
from xml.sax.saxutils import escape

import handbook
from handbook.export.office.paper import Paper
from handbook.locale import word

COUNTRIES = {"de": "DE", "en": "GB"}


@cache
def _template(name: str) -> Template:
    return Template(resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8"))


def part(name: str, paper: Paper) -> str:
    """The part `odt/styles.xml` and so on, with what it says about the paper."""
    return _template(name).substitute({key: escape(value) for key, value in _values(paper).items()})


def _values(paper: Paper) -> dict[str, str]:
    return {
        "language": paper.lang,
        "country": COUNTRIES[paper.lang],
        "title": f"{paper.id} {paper.title}",
        "purpose": paper.purpose,
        "kind": paper.kind,
        "keywords": ", ".join(paper.keywords),
        "creator": paper.town or word(paper.lang, "office.creator"),
        "generator": f"handbook/{handbook.__version__}",
        "date": paper.stand.isoformat(),
        "footer": paper.footer,
        "page": word(paper.lang, "office.page"),
        "of": word(paper.lang, "office.of"),
        "brand": paper.brand,
        "brand_hex": paper.brand.lstrip("#"),
    }
