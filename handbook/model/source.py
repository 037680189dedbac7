"""Reading one file of content: encoding, size, front matter; every failure is a finding with its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handbook.errors import Finding, finding
from handbook.model import yamlmap
from handbook.model.yamlmap import YamlMap, YamlProblem

MAX_BYTES = 1_000_000
MARKS = ("<<<<<<< ", ">>>>>>> ")


@dataclass(frozen=True)
class Source:
    """A file's text, its front matter and its body. `body_line` is the line at which the body begins."""

    text: str
    front: YamlMap
    body: str
    body_line: int


def read_text(file: Path, name: str, root: Path) -> str | Finding:
    """The text of a file inside `root`, or why it cannot be read. A byte order mark is dropped, line ends become \\n."""
    try:
        if file.is_symlink() and not file.resolve().is_relative_to(root.resolve()):
            return finding(name, 1, "file-outside", target=file.readlink())
        data = file.read_bytes()
    except OSError as error:
        return finding(name, 1, "file-unreadable", problem=error.strerror or error)
    if len(data) > MAX_BYTES:
        return finding(name, 1, "file-too-big", size=f"{len(data):,}", limit=f"{MAX_BYTES:,}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return finding(name, line, "file-not-utf8", byte=f"0x{data[error.start]:02x}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else finding(name, 1, "file-empty")


def conflict_marks(text: str, name: str) -> tuple[Finding, ...]:
    """Marks of git, which `handbook local upgrade` leaves where both sides changed the same lines."""
    lines = enumerate(text.split("\n"), 1)
    return tuple(finding(name, number, "conflict-marks", mark=line[:60]) for number, line in lines if line.startswith(MARKS))


def split(text: str, name: str) -> Source | Finding:
    """Front matter and body of a page, or what is wrong with them."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return finding(name, 1, "front-matter-missing", first=lines[0][:60])
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        return finding(name, 1, "front-matter-open")
    try:
        front = yamlmap.load("\n".join(lines[1:end]), first_line=2)
    except YamlProblem as problem:
        return finding(name, problem.line, problem.rule, **problem.values)
    return Source(text, front, "\n".join(lines[end + 1 :]), end + 2)
