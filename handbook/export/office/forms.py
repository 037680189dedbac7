"""All forms of a handbook as ODT and DOCX, blank and filled."""

from __future__ import annotations

from collections.abc import Callable

from handbook.export.book import Book
from handbook.export.job import Job
from handbook.export.office.docx import docx
from handbook.export.office.logo import read_logo
from handbook.export.office.odt import odt
from handbook.export.office.paper import Paper, papers
from handbook.model.library import Library
from handbook.model.pages import Form

FOLDER = "formulare"
WRITERS = {"odt": odt, "docx": docx}
OWNED = tuple(f"{FOLDER}/*.{ending}" for ending in WRITERS)


def make(job: Job, book: Book, tell: Callable[[str], None]) -> None:
    """Write `formulare/<ID>[-muster]-<lang>.odt` and `.docx`."""
    logo = read_logo(job.imprint.logo) if job.imprint.logo else None
    (job.target / FOLDER).mkdir(exist_ok=True)
    for paper in job.papers:
        for ending, writer in WRITERS.items():
            name = f"{FOLDER}/{paper.name}.{ending}"
            (job.target / name).write_bytes(writer(paper, logo))
            tell(name)


def papers_in(library: Library, lang: str) -> tuple[Paper, ...]:
    """Every paper of a language; a form without a translation has none."""
    translated = (form for form in library.of(Form, lang) if library.page(form.id, lang))
    return tuple(paper for form in translated for paper in papers(form, library, lang))
