"""Every word that the program shows, by language; both files have the same keys (a test says so)."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from handbook.errors import Finding

LANGUAGES = ("de", "en")


@cache
def catalogue(lang: str) -> Mapping[str, Any]:
    """All words of one language, as nested mappings."""
    text = resources.files(__name__).joinpath(f"{lang}.yml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def word(lang: str, key: str, /, **values: object) -> str:
    """The text of a dotted key, e.g. `word("de", "labels.owner")`; raises KeyError for an unknown key."""
    node: Any = catalogue(lang)
    for part in key.split("."):
        node = node[part]
    return str(node).format(**values) if values else str(node)


def words(lang: str, key: str, /) -> Mapping[str, str]:
    """A whole branch of the catalogue, e.g. the section headings of a page type."""
    node: Any = catalogue(lang)
    for part in key.split("."):
        node = node[part]
    return dict(node)


def alphabetical(text: str) -> str:
    """What to sort a text by, so that people find it: capitals and dots over letters do not count."""
    return text.casefold().translate(str.maketrans("äöü", "aou"))


def command() -> str:
    """What people type to run this program from where they are: its name where the shell finds it, else its path."""
    program = Path(sys.executable).parent / "handbook"
    if shutil.which("handbook") == str(program):
        return "handbook"
    inside = program.is_relative_to(Path.cwd())
    return shlex.quote(os.path.relpath(program) if inside else str(program))


@cache
def _rule(lang: str, rule: str) -> Mapping[str, str]:
    return dict(catalogue(lang)["findings"][rule])


def explain(found: Finding, lang: str) -> tuple[str, str, str]:
    """What was found, what is expected and what to do about it, in the words of `lang`."""
    texts = _rule(lang, found.rule)
    values = {"handbook": command(), **dict(found.values)}
    what, expected, todo, local = (texts.get(part, "").format(**values) for part in ("found", "expected", "todo", "local"))
    if found.cause == "core":
        return word(lang, "report.core", found=what), "", word(lang, "report.core_todo")
    if found.cause == "edition":
        return what, expected, word(lang, "report.edition_todo")
    # A town cannot follow advice that means files of the core.
    return what, expected, local if local and found.path.startswith("local/") else todo
