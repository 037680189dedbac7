"""Every word that the program shows, by language; both files have the same keys (a test says so)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
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


@cache
def _rule(lang: str, rule: str) -> Mapping[str, str]:
    return dict(catalogue(lang)["findings"][rule])


def explain(found: Finding, lang: str) -> tuple[str, str, str]:
    """What was found, what is expected and what to do about it, in the words of `lang`."""
    texts = _rule(lang, found.rule)
    values = dict(found.values)
    return texts["found"].format(**values), texts["expected"].format(**values), texts["todo"].format(**values)
