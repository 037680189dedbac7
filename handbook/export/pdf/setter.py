"""Typst at work: source in, PDF out; what was set before from the same source is taken from the cache."""

from __future__ import annotations

import ctypes
import datetime
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import typst

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"
TEMPLATE = FOLDER / "template.typ"
MEMORY = 100  # pages
GENERATIONS = 11  # of documents for which Typst keeps what it may need again
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]  # accessible and archivable in one file
PAGE = re.compile(r"/p/([a-z0-9-]+)\.typ:(\d+):(\d+)")
REASON = re.compile(r"^error: (.*)$", re.M)
# Letters that the fonts have for certain: ASCII, Western and Central European, the punctuation of both languages.
KNOWN = re.compile("[\n -~\u00a0-\u017f\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u200b\u00ad\u2190-\u2193\u2713\u2610]")


class Refused(Exception):
    """Typst does not set this. `pages` are the pages at fault by their names, each with the reasons."""

    def __init__(self, diagnostic: str) -> None:
        super().__init__(diagnostic)
        self.pages: dict[str, list[str]] = {}
        for block in re.split(r"(?m)^(?=error: )", diagnostic):
            reason = REASON.search(block)
            if reason:
                for name, *_ in PAGE.findall(block):
                    reasons = self.pages.setdefault(name, [])
                    if reason[1] not in reasons:
                        reasons.append(reason[1])
        found = REASON.search(diagnostic)
        self.reason = found[1] if found else diagnostic[:200]


class Setter:
    """One compiler with its fonts. `root` is the folder of images, `cache` holds what was set before, `used` what of it was."""

    def __init__(self, root: Path, cache: Path, date: datetime.date, used: set[str]) -> None:
        self.root = root
        self.cache = cache
        self.timestamp = datetime.datetime.combine(date, datetime.time(12), tzinfo=datetime.UTC)
        self.used = used
        self._compiler = typst.Compiler(root=str(root), font_paths=[str(FONTS)], ignore_system_fonts=True)
        self._images: dict[str, str] = {}
        self._pages = 0

    @cached_property
    def _constant(self) -> bytes:
        """What every file depends on besides its own source."""
        parts = [file.read_bytes() for file in sorted(FOLDER.rglob("*")) if file.suffix in (".py", ".typ", ".ttf")]
        parts += [version(name).encode() for name in ("typst", "pikepdf")]
        parts.append(self.timestamp.isoformat().encode())
        return hashlib.sha256(b"\0".join(parts)).digest()

    def add_image(self, name: str, content: Path | bytes) -> None:
        """Put a picture where sources find it."""
        data = content if isinstance(content, bytes) else content.read_bytes()
        target = self.root / name.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self._images[name] = hashlib.sha256(data).hexdigest()

    def digest(self, sources: Mapping[str, str], *more: object) -> str:
        """What names the result of these sources."""
        total = hashlib.sha256(self._constant)
        for name, text in sorted(sources.items()):
            total.update(f"{name}\0{text}\0".encode())
            total.update("".join(f"{image}{self._images[image]}" for image in self._images if f'"{image}"' in text).encode())
        total.update(repr(more).encode())
        return total.hexdigest()

    def remembered(self, digest: str) -> bytes | None:
        """The file of before, if there is one."""
        self.used.add(digest)
        file = self.cache / digest
        return file.read_bytes() if file.is_file() else None

    def remember(self, digest: str, data: bytes) -> None:
        """Keep a file for the next time."""
        self.cache.mkdir(parents=True, exist_ok=True)
        draft = self.cache / f"{digest}.draft"
        draft.write_bytes(data)
        draft.replace(self.cache / digest)

    def compiled(self, sources: Mapping[str, str]) -> bytes:
        """The PDF of `main` with the other sources beside it. Raises Refused."""
        digest = self.digest(sources)
        if known := self.remembered(digest):
            return known
        data = self._compile(sources)
        self.remember(digest, data)
        return data

    def _compile(self, sources: Mapping[str, str]) -> bytes:
        files: dict[str, str | bytes] = {"template.typ": TEMPLATE.read_bytes()}
        files |= {name: text.encode() for name, text in sources.items()}
        try:
            made = self._compiler.compile(
                input=files,  # type: ignore[type-var] # the stubs forget that a mapping of files is taken
                root=str(self.root),
                format="pdf",
                pdf_standards=[*STANDARDS],
                timestamp=self.timestamp,
            )
        except typst.TypstError as error:
            raise Refused(error.diagnostic) from None
        except RuntimeError as error:
            raise Refused(f"error: {error}") from None
        assert isinstance(made, bytes)
        return made

    def close(self) -> None:
        """Let go of everything: nothing will be set any more."""
        self.forget(MEMORY)
        del self._compiler
        give_back()

    def forget(self, pages: int) -> None:
        """Let Typst drop what it keeps of former documents, after so many more pages. It does so by the documents since then."""
        self._pages += pages
        if self._pages < MEMORY:
            return
        self._pages = 0
        for number in range(GENERATIONS):
            self._compiler.compile(input=f'#"{number}"'.encode(), format="pdf")
        give_back()

    def without_glyph(self, texts: Iterable[str]) -> dict[str, str]:
        """Letters that no font has, each with the word that stands for it: Typst refuses a file with a missing glyph."""
        unusual = sorted({letter for text in texts for letter in KNOWN.sub("", text)})
        missing: dict[str, str] = {}
        while unusual:
            lines = "\n".join(f'#"x\\u{{{ord(letter):x}}}x"\n' for letter in unusual)
            head = '#set document(title: "x", date: datetime(year: 2000, month: 1, day: 1))\n#set text(font: "Source Sans Pro")\n'
            try:
                self._compile({"main": head + lines})
                break
            except Refused as refused:
                named = set(re.findall(r"the text `\"(.*?)\"`", str(refused)))
                bad = [letter for letter in unusual if any(letter in text for text in named)] or unusual
                missing |= {letter: _spelled(letter) for letter in bad}
                unusual = [letter for letter in unusual if letter not in missing]
        return missing


def give_back() -> None:
    """Return free memory to the system, where the C library offers it (glibc keeps it otherwise)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


def _spelled(letter: str) -> str:
    if unicodedata.category(letter) in ("Cf", "Mn", "Cc"):
        return ""
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}]"
