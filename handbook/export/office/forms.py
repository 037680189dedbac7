"""All forms of a handbook as ODT and DOCX, blank and filled."""

from __future__ import annotations

from pathlib import Path

from handbook.export.files import placing
from handbook.export.office.docx import docx
from handbook.export.office.logo import read_logo
from handbook.export.office.odt import odt
from handbook.export.office.paper import Paper, papers
from handbook.export.progress import Progress
from handbook.model.library import Library
from handbook.model.pages import Form

FOLDER = "formulare"
WRITERS = {"odt": odt, "docx": docx}


def write(target: Path, library: Library, logo_file: Path | None, tell: Progress) -> None:
    """Write `formulare/<ID>[-muster]-<lang>.odt` and `.docx` below `target`."""
    logo = read_logo(logo_file) if logo_file else None
    todo = all_papers(library)
    with placing(target, owned=[f"{FOLDER}/*.{ending}" for ending in WRITERS]) as fresh:
        (fresh / FOLDER).mkdir()
        for done, paper in enumerate(todo, 1):
            for ending, writer in WRITERS.items():
                (fresh / FOLDER / f"{paper.name}.{ending}").write_bytes(writer(paper, logo))
            tell(done, len(todo), f"{FOLDER}/{paper.name}")


def all_papers(library: Library) -> list[Paper]:
    """Every paper in every language; a form without a translation has none in that language."""
    return [
        paper
        for lang in library.languages
        for form in library.of(Form, lang)
        if library.page(form.id, lang)
        for paper in papers(form, library, lang)
    ]
