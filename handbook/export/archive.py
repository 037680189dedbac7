"""Zip files with the same bytes on every run: fixed order, fixed date, fixed rights."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping

ZIP_BEGINS = datetime.date(1980, 1, 1)
# What is compressed already gains nothing.
PACKED = (".png", ".webp", ".jpg", ".woff2", ".pdf", ".odt", ".docx", ".epub", ".zip", ".gz")


def packed(files: Mapping[str, bytes], date: datetime.date, *, mimetype: str = "") -> bytes:
    """A zip of `files` in their order. `mimetype` stands first and uncompressed, as ODF and EPUB want it."""
    buffer = io.BytesIO()
    day = max(date, ZIP_BEGINS)
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            _add(archive, "mimetype", mimetype.encode(), day, zipfile.ZIP_STORED)
        for name, data in files.items():
            _add(archive, name, data, day, zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, day: datetime.date, method: int) -> None:
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type = method
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)
