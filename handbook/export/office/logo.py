"""The municipality's logo as a picture that every office program shows."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import typst

HEIGHT = 1.3  # cm
MAX_WIDTH = 6.0  # cm
RESOLUTION = 300
PAGE = f"#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(sys.inputs.logo, height: {HEIGHT}cm)"


@dataclass(frozen=True)
class Logo:
    """A PNG and its size on paper in cm."""

    png: bytes
    width: float
    height: float


def read_logo(file: Path) -> Logo:
    """Draw an SVG, PNG or WebP anew as PNG: Word shows neither WebP nor, in older versions, SVG."""
    inputs = {"logo": f"/{file.name}"}
    # The stubs of typst want source and root of one type, which they are not when the source is no file.
    png: bytes = typst.compile(PAGE.encode(), root=str(file.parent), format="png", ppi=RESOLUTION, sys_inputs=inputs)  # type: ignore[call-overload]
    width, height = struct.unpack(">II", png[16:24])
    scale = min(1.0, MAX_WIDTH / (HEIGHT * width / height))
    return Logo(png, HEIGHT * width / height * scale, HEIGHT * scale)
