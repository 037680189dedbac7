"""Files of an edition changed in place: one key of a front matter, one section of a body; written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from handbook.model.markdown import Section


def write(file: Path, text: str) -> None:
    """Write by way of a temporary file beside it, so that nobody ever finds half a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    Path(draft).chmod(0o644)
    Path(draft).replace(file)


def with_key(text: str, key: str, entries: Mapping[str, str]) -> str:
    """A page's text with this mapping in its front matter instead of the old one; everything else keeps its form."""
    front, body = parted(text)
    return f"---\n{with_mapping(front, key, entries)}---\n{body}"


def with_mapping(text: str, key: str, entries: Mapping[str, str]) -> str:
    """A YAML text with this mapping at its end instead of the old one."""
    kept = _key(key).sub("", text).rstrip("\n")
    lines = "\n".join(f'  {name}: "{value}"' for name, value in entries.items())
    added = f"\n{key}:\n{lines}" if entries else ""
    return f"{kept}{added}\n"


def parted(text: str) -> tuple[str, str]:
    """Front matter without its marks, and the body."""
    lines = text.split("\n")
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "..."))
    return "\n".join(lines[1:end]) + "\n", "\n".join(lines[end + 1 :])


def _key(key: str) -> re.Pattern[str]:
    """A key with its value on the same line, in indented lines, or in braces over several lines."""
    return re.compile(rf"^{key}:.*\n?(?:^[ \t]+.*\n?|^\}}.*\n?)*", re.M)


def with_section(text: str, section: Section, new: str) -> str:
    """A page's text with other lines where this section stands."""
    lines = text.split("\n")
    start = section.line - 1
    end = start + len(section.text.split("\n"))
    return "\n".join([*lines[:start], *new.split("\n"), *lines[end:]])
