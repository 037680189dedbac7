"""The cover of the EPUB as a picture, for the shelf of a reading program."""

from __future__ import annotations

from pathlib import Path

import typst

HERE = Path(__file__).parent
RESOLUTION = 254  # 10 x 15 cm: 1000 x 1500 pixels


def cover(title: str, town: str, edition: str, *, lang: str, brand: str) -> bytes:
    """A PNG; `town` may be empty."""
    words = {"title": title, "town": town, "edition": edition, "lang": lang, "brand": brand}
    return typst.compile(
        str(HERE / "cover.typ"),
        font_paths=[str(HERE / "pdf" / "fonts")],
        ignore_system_fonts=True,
        format="png",
        ppi=RESOLUTION,
        sys_inputs=words,
    )
