"""Forms as ODT and DOCX: complete, structured, in the right language, the same on every run."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import docx as python_docx
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from handbook.export.office.docx import NAMES as WORD
from handbook.export.office.docx import docx
from handbook.export.office.forms import papers_in
from handbook.export.office.logo import read_logo
from handbook.export.office.odt import MIMETYPE, odt
from handbook.export.office.odt import NAMES as ODF
from handbook.export.office.paper import MOST, Option, Paper, Row, papers
from handbook.export.pdf import measure
from handbook.layers.brand import BRAND
from handbook.layers.compose import load
from handbook.locale import LANGUAGES
from handbook.model.library import Library
from handbook.model.pages import Form
from tests.helpers import REPO

EXAMPLE = REPO / "examples" / "auenrade"
# What a YAML file can hold.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=30).map(str.strip).filter(bool)


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def text_of(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def opened(data: bytes) -> Document:
    return python_docx.Document(io.BytesIO(data))


def paper_of(identity: str, lang: str, *, sample: bool = False) -> Paper:
    library, _ = load(REPO)
    form = next(form for form in library.of(Form, lang) if form.id == identity)
    return next(paper for paper in papers(form, library, lang) if bool(paper.notice) == sample)


@pytest.mark.site
def test_every_form_has_both_formats_blank_and_filled_in_both_languages(site: Path) -> None:
    library, _ = load(REPO)
    wanted = {
        f"{form.id}{sample}-{lang}.{ending}"
        for form in library.of(Form)
        for sample in ("", "-muster")
        for lang in LANGUAGES
        for ending in ("odt", "docx")
    }
    made = {file.name for file in (site / "downloads" / "formulare").iterdir()}
    assert wanted <= made


def all_papers(library: Library) -> list[Paper]:
    return [paper for lang in library.languages for paper in papers_in(library, lang)]


@pytest.mark.site
def test_another_process_writes_the_same_bytes(site: Path) -> None:
    library, _ = load(REPO)
    for paper in all_papers(library)[::7]:
        assert (site / "downloads" / "formulare" / f"{paper.name}.odt").read_bytes() == odt(paper), paper.name
        assert (site / "downloads" / "formulare" / f"{paper.name}.docx").read_bytes() == docx(paper), paper.name


def test_every_paper_has_every_field_under_headings_without_gaps() -> None:
    library, _ = load(REPO)
    for paper in all_papers(library):
        content = part(odt(paper), "content.xml")
        levels = [int(heading.get(f"{{{ODF['text']}}}outline-level", "0")) for heading in content.iter(f"{{{ODF['text']}}}h")]
        assert levels[0] == 1 and all(later <= earlier + 1 for earlier, later in pairwise(levels)), paper.name
        assert len(content.findall(".//table:table-header-rows", ODF)) == 1
        text = text_of(content)
        for row in paper.rows:
            assert row.label in text
            assert all(option.text in text for option in row.options)
            assert all(line in text for line in row.lines)


def test_an_odt_says_its_type_first_and_its_language_and_title() -> None:
    data = odt(paper_of("F-01", "en"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, archive.read(first)) == ("mimetype", zipfile.ZIP_STORED, MIMETYPE.encode())
    assert text_of(part(data, "meta.xml").findall(".//{http://purl.org/dc/elements/1.1/}title")[0]) == "F-01 Report form"
    default = part(data, "styles.xml").find(".//{*}default-style/{*}text-properties")
    assert default is not None
    assert [value for key, value in default.attrib.items() if "language" in str(key) or "country" in str(key)] == ["en", "GB"]
    footer = part(data, "styles.xml").find(".//{*}footer")
    assert footer is not None and "Page 1 of 1" in text_of(footer)


def test_a_contact_sheet_is_a_file_of_its_own_and_both_say_so() -> None:
    library, _ = load(REPO)
    form = next(form for form in library.of(Form) if form.id == "F-01")
    made = {paper.name: paper for paper in papers(form, library, "de")}
    assert list(made) == ["F-01-de", "F-01-kontaktblatt-de", "F-01-muster-de", "F-01-kontaktblatt-muster-de"]
    case, contact = made["F-01-de"], made["F-01-kontaktblatt-de"]
    assert contact.title == "Meldebogen: Kontaktblatt" and "6 Monate" in contact.keeping
    assert contact.rows[0].label == "Fallnummer"  # the title says "Kontaktblatt" once
    assert not {row.id for row in case.rows} & {row.id for row in contact.rows}
    for paper in (case, contact):
        assert "getrennt" in paper.apart.lower()
        assert paper.apart in text_of(part(odt(paper), "content.xml")) and paper.apart in text_of(
            part(docx(paper), "word/document.xml")
        )
    assert paper_of("F-11", "de").apart == ""


def test_as_many_people_sign_as_the_form_says() -> None:
    paper = paper_of("F-11", "de")
    for body in (part(odt(paper), "content.xml"), part(docx(paper), "word/document.xml")):
        assert text_of(body).count("Name, Ort, Datum, Unterschrift") == 5


def test_every_field_has_room_for_its_samples() -> None:
    """Lines of the field, measured with the font that is typed with; a fifth is spare."""
    library, _ = load(REPO)
    checked = 0
    for lang in LANGUAGES:
        for form in library.of(Form, lang):
            made = papers(form, library, lang)
            room = {row.id: row.room for paper in made if not paper.notice for row in paper.rows}
            for row in (row for paper in made if paper.notice for row in paper.rows if row.kind != "signature"):
                needed = measure.lines(row.lines)
                assert needed <= room[row.id] and (needed == 1 or needed * 1.2 <= room[row.id]), (form.id, row.id, lang)
                assert room[row.id] <= MOST
                checked += bool(row.lines)
    assert checked > 1000


def test_python_docx_opens_a_form_with_headings_header_row_and_controls() -> None:
    paper = paper_of("F-01", "de")
    document = opened(docx(paper))
    assert (document.core_properties.title, document.core_properties.language) == ("F-01 Meldebogen", "de-DE")
    headings = [
        (entry.style.name, entry.text) for entry in document.paragraphs if entry.style and "eading" in str(entry.style.name)
    ]
    assert headings == [("Heading 1", "Meldebogen")]
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["Nr.", "Feld", "Ihr Eintrag"]
    body = part(docx(paper), "word/document.xml")
    assert len(body.findall(".//w:tblHeader", WORD)) == 1
    rows = paper.rows
    assert len(body.findall(".//w14:checkbox", WORD)) == sum(len(row.options) for row in rows)
    assert len(body.findall(".//w:date", WORD)) == sum(row.kind == "date" for row in rows)
    numbers = [control.get(f"{{{WORD['w']}}}val") for control in body.findall(".//w:sdtPr/w:id", WORD)]
    assert len(numbers) == len(set(numbers))


def test_a_sample_is_marked_as_invented_and_names_no_town() -> None:
    paper = paper_of("F-01", "de", sample=True)
    assert "erfunden" in paper.notice and "L-15" in paper.notice and paper.town == ""
    ticked = [option.text for row in paper.rows for option in row.options if option.ticked]
    assert "am Telefon" in ticked
    text = text_of(part(docx(paper), "word/document.xml"))
    assert "K-2025-014" in text and "10.03.2025" in text


def test_english_samples_tick_the_english_options() -> None:
    paper = paper_of("F-01", "en", sample=True)
    ticked = [option.text for row in paper.rows for option in row.options if option.ticked]
    assert "by phone" in ticked
    assert not any(row.options and row.lines for row in paper.rows)


def test_an_edition_puts_its_name_logo_and_colour_on_its_forms() -> None:
    library, _ = load(EXAMPLE)
    form = library.of(Form)[0]
    paper = papers(form, library, "de")[0]
    logo = read_logo(EXAMPLE / "local" / "wappen.svg")
    assert logo.png.startswith(b"\x89PNG") and 0 < logo.width <= 6 and 0 < logo.height <= 1.3
    assert paper.town == "Stadt Auenrade (fiktiv)" and paper.brand == "#7a1f3d"
    frame = part(odt(paper, logo), "content.xml").find(".//draw:frame", ODF)
    assert frame is not None and text_of(frame) == "Logo: Stadt Auenrade (fiktiv)"
    picture = opened(docx(paper, logo)).inline_shapes[0]
    assert picture.height.cm == pytest.approx(logo.height, abs=0.01)


def test_a_wide_logo_keeps_its_shape_within_the_line(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 50"><rect width="1000" height="50"/></svg>'
    (tmp_path / "breit mit ä.svg").write_text(svg, encoding="utf-8")
    logo = read_logo(tmp_path / "breit mit ä.svg")
    assert logo.width == pytest.approx(6.0) and logo.height == pytest.approx(0.3, abs=0.01)


@given(st.lists(st.tuples(TEXT, TEXT, st.lists(TEXT, max_size=4), st.lists(TEXT, max_size=3)), min_size=1, max_size=4), TEXT)
@settings(max_examples=25)
def test_any_text_comes_through_both_formats(fields: list[tuple[str, str, list[str], list[str]]], town: str) -> None:
    rows = tuple(
        Row(f"f{place}", str(place), label, "text", hint, tuple(map(Option, options)), tuple(lines))
        for place, (label, hint, options, lines) in enumerate(fields, 1)
    )
    day = datetime.date(2026, 1, 1)
    paper = Paper("F-99-de", "de", "F-99", town, town, town, town, town, rows, town, town, (town,), day, town, BRAND)
    told = [text for label, hint, options, lines in fields for text in (label, hint, *options, *lines)] + [town]
    for body in (part(odt(paper), "content.xml"), part(docx(paper), "word/document.xml")):
        text = text_of(body)
        assert all(entry in text for entry in told)
    assert opened(docx(paper)).core_properties.title == f"F-99 {town}"


# --- what needs large programs ---


def schema() -> Path | None:
    """The RELAX NG grammar of ODF 1.3, as Debian's emacs-common carries it."""
    return next(Path("/usr/share/emacs").glob("*/etc/schema/OpenDocument-schema-v1.3.rnc"), None)


@pytest.mark.full
@pytest.mark.skipif(schema() is None, reason="no grammar of ODF 1.3: scripts/setup full installs emacs-common")
def test_every_odt_is_valid_odf_1_3(tmp_path: Path) -> None:
    library, _ = load(EXAMPLE)
    logo = read_logo(EXAMPLE / "local" / "wappen.svg")
    for paper in all_papers(library):
        with zipfile.ZipFile(io.BytesIO(odt(paper, logo))) as archive:
            for name in ("content.xml", "styles.xml", "meta.xml"):
                (tmp_path / f"{paper.name}-{name}").write_bytes(archive.read(name))
    # -i: the grammar types attributes as ids in a way that Jing refuses.
    command = [str(Path(sys.executable).with_name("pyjing")), "-i", "-c", str(schema()), *map(str, sorted(tmp_path.iterdir()))]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.full
@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice: scripts/setup full installs libreoffice-writer-nogui")
def test_libreoffice_prints_the_forms(tmp_path: Path) -> None:
    for paper in (paper_of("F-01", "de"), paper_of("F-61", "de", sample=True), paper_of("F-15", "en")):
        (tmp_path / f"{paper.name}-a.odt").write_bytes(odt(paper))
        (tmp_path / f"{paper.name}-b.docx").write_bytes(docx(paper))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", *sorted(file.name for file in tmp_path.iterdir())],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=240,
    )
    made = sorted(file.name for file in tmp_path.glob("*.pdf"))
    assert made == sorted(f"{file.stem}.pdf" for file in (*tmp_path.glob("*.odt"), *tmp_path.glob("*.docx")))
    assert all(file.stat().st_size > 10_000 for file in tmp_path.glob("*.pdf"))
