"""The municipality's logo as a picture that every office program shows."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import typst

HEIGHT = 1.3  # cm
MAX_WIDTH = 6.0  # cm
RESOLUTION = 300
PAGE = '#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image("{name}", height: {height}cm)'


@dataclass(frozen=True)
class Logo:
    """A PNG and its size on paper in cm."""

    png: bytes
    width: float
    height: float


def read_logo(file: Path) -> Logo:
    """Draw an SVG, PNG or WebP anew as PNG: Word shows neither WebP nor, in older versions, SVG."""
    name = f"logo{file.suffix}"
    source = PAGE.format(name=name, height=HEIGHT).encode()
    png = typst.compile({"main.typ": source, name: file.read_bytes()}, format="png", ppi=RESOLUTION)
    assert isinstance(png, bytes)
    width, height = struct.unpack(">II", png[16:24])
    scale = min(1.0, MAX_WIDTH / (HEIGHT * width / height))
    return Logo(png, HEIGHT * width / height * scale, HEIGHT * scale)
