"""Form fields: what Typst left as a link becomes a field with a name, a tooltip and its look."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from handbook.export.pdf import measure

Node = Any  # an object of a PDF, whose kind only the file knows
WRITE = f"/Write {measure.SIZE} Tf 0.11 0.14 0.15 rg"
PRINT = 4  # the flag of an annotation that is printed
REQUIRED, MULTILINE, RADIO = 1 << 1, 1 << 12, 1 << 15
TICK = (0.20, 0.50, 0.42, 0.24, 0.82, 0.80)  # three points of the tick within the box


@dataclass(frozen=True)
class Field:
    """A field: `tip` is what a screen reader says, `checked` counts for boxes; `group` and `value` belong to a choice."""

    kind: Literal["box", "line", "lines", "choice"]
    tip: str
    checked: bool = False
    group: str = ""
    value: str = ""
    required: bool = False


def register(pdf: Pdf, fields: list[pikepdf.Object]) -> None:
    """List the fields in the file; the font that is typed with is embedded where one of them needs it."""
    form = Dictionary(Fields=Array(fields))
    if any(field.get("/FT") == Name.Tx for field in fields):
        form.DR = Dictionary(Font=Dictionary(Write=_embedded(pdf)))
        form.DA = String(WRITE)
    pdf.Root.AcroForm = pdf.make_indirect(form)


def widget(pdf: Pdf, link: Node, name: str, field: Field, groups: dict[str, pikepdf.Object]) -> list[pikepdf.Object]:
    """Turn the link into a field; returns what belongs into the form's list of fields (a group once)."""
    for key in ("/A", "/Border", "/Contents", "/C", "/H"):
        if key in link:
            del link[key]
    link.Subtype = Name.Widget
    link.F = PRINT
    if field.kind == "choice":
        return _choice(pdf, link, field, groups)
    link.T = String(name)
    link.TU = String(field.tip)
    if field.kind == "box":
        link.FT = Name.Btn
        _states(pdf, link, "Yes", checked=field.checked)
        link.V = link.AS
    else:
        link.FT = Name.Tx
        link.DA = String(WRITE)
        link.Ff = MULTILINE if field.kind == "lines" else 0
        link.AP = Dictionary(N=_form(pdf, link, b"/Tx BMC EMC"))
    if field.required:
        link.Ff = int(link.get("/Ff", 0)) | REQUIRED
    return [pdf.make_indirect(link) if not link.is_indirect else link]


def _choice(pdf: Pdf, link: Node, field: Field, groups: dict[str, pikepdf.Object]) -> list[pikepdf.Object]:
    """One answer of several: the widgets are kids of one field."""
    made: list[pikepdf.Object] = []
    if field.group not in groups:
        flags = RADIO | (REQUIRED if field.required else 0)
        group = Dictionary(FT=Name.Btn, T=String(field.group), TU=String(field.tip), Ff=flags, V=Name.Off, Kids=Array())
        groups[field.group] = pdf.make_indirect(group)
        made.append(groups[field.group])
    parent = groups[field.group]
    _states(pdf, link, f"a{len(parent.Kids) + 1}", checked=False)
    link.TU = String(f"{field.tip}: {field.value}")
    link.Parent = parent
    parent.Kids.append(link if link.is_indirect else pdf.make_indirect(link))
    return made


def _states(pdf: Pdf, link: Node, on: str, *, checked: bool) -> None:
    """The box is drawn on the page; the field adds the tick."""
    left, bottom, right, top = (float(part) for part in link.Rect)
    width, height = right - left, top - bottom
    points = [part * (width if number % 2 == 0 else height) for number, part in enumerate(TICK)]
    path = "q 1.4 w 1 J 1 j 0.06 0.30 0.33 RG {:.2f} {:.2f} m {:.2f} {:.2f} l {:.2f} {:.2f} l S Q".format(*points)
    link.AP = Dictionary(N=Dictionary({f"/{on}": _form(pdf, link, path.encode()), "/Off": _form(pdf, link, b"")}))
    link.AS = Name(f"/{on}") if checked else Name.Off


def _form(pdf: Pdf, link: Node, content: bytes) -> Stream:
    left, bottom, right, top = (float(part) for part in link.Rect)
    box = Array([0, 0, round(right - left, 2), round(top - bottom, 2)])
    return Stream(pdf, content, Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=Dictionary())


@cache
def _letters() -> tuple[bytes, list[int], dict[str, float]]:
    """The letters of Western European writing as a font file, their widths, and the measures of the font."""
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[], glyph_names=False)
    font = TTFont(measure.FONT, recalcTimestamp=False)
    codes = [ord(bytes([code]).decode("cp1252", "replace")) for code in range(32, 256)]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for code in codes if code != 0xFFFD])
    cutter.subset(font)
    stream = io.BytesIO()
    font.save(stream)
    names, metrics, scale = font.getBestCmap(), font["hmtx"].metrics, 1000 / font["head"].unitsPerEm
    widths = [round(metrics[names[code]][0] * scale) if code in names else 0 for code in codes]
    head, lines = font["head"], font["hhea"]
    measures = {"ascent": lines.ascent * scale, "descent": lines.descent * scale, "left": head.xMin * scale,
                "bottom": head.yMin * scale, "right": head.xMax * scale, "top": head.yMax * scale}  # fmt: skip
    return stream.getvalue(), widths, measures


def _embedded(pdf: Pdf) -> Dictionary:
    data, widths, box = _letters()
    name = Name("/HBWRIT+SourceSansPro-Regular")
    file = Stream(pdf, data, Length1=len(data))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=32,
        FontBBox=Array([round(box[side]) for side in ("left", "bottom", "right", "top")]),
        ItalicAngle=0,
        Ascent=round(box["ascent"]),
        Descent=round(box["descent"]),
        CapHeight=660,
        StemV=84,
        FontFile2=pdf.make_indirect(file),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=name,
        FirstChar=32,
        LastChar=255,
        Widths=Array(widths),
        Encoding=Name.WinAnsiEncoding,
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pdf.make_indirect(font)
