"""Shared text: what must be the same on several pages stands once in `docs/_data` and is woven where a page asks for it."""

from __future__ import annotations

from handbook.locale import word
from handbook.model.data import Data, Triage
from handbook.weave.text import table

TRIAGE_BLOCKS = ("triage-matrix", "triage-klassen")


def block_names(data: Data) -> frozenset[str]:
    """All blocks that a page may ask for."""
    return frozenset({*data.blocks, *(TRIAGE_BLOCKS if data.triage else ())})


def block(name: str, data: Data, lang: str) -> str:
    """The Markdown of a block; raises KeyError for an unknown one (the checks report it first)."""
    if name in TRIAGE_BLOCKS and data.triage:
        return _matrix(data.triage, lang) if name == "triage-matrix" else _classes(data.triage, lang)
    return data.blocks[name].get(lang).strip()


def _matrix(triage: Triage, lang: str) -> str:
    header = [word(lang, "triage.axis"), *(_points(points, lang) for points in range(3))]
    return table(header, [(axis.name.get(lang), *(level.get(lang) for level in axis.levels)) for axis in triage.axes])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _points(points: int, lang: str) -> str:
    return word(lang, f"triage.points.{'one' if points == 1 else 'many'}", points=points)


def _classes(triage: Triage, lang: str) -> str:
    header = [word(lang, f"triage.{key}") for key in ("sum", "class", "action")]
    rows = [
        (f"{entry.from_}–{entry.to}", f"**{entry.id}** {entry.name.get(lang)}", entry.action.get(lang))
        for entry in triage.classes
    ]
    axis = next(axis for axis in triage.axes if axis.id == triage.danger.axis)
    danger = word(lang, "triage.danger", level=_capital(axis.levels[triage.danger.level].get(lang)), klass=triage.danger.class_)
    return f"{table(header, rows)}\n\n{danger}"
