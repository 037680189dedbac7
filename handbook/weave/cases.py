"""The overview of all cases as one table, from the cases' front matter; complete without a script."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.layers.slots import escape
from handbook.locale import word
from handbook.model import pages
from handbook.model.library import Library
from handbook.weave.text import link, table, title

# Stages as the triage takes them together.
BANDS = ((1, 3), (4, 6), (7, 9))


def overview(library: Library, lang: str) -> str:
    """One row a case. Each value is marked `.value`, so that `overrides/assets/js/filter.js` can offer it; where a cell shows
    less than the filter must name, or more than one, `data-keys` holds the names."""
    header = [
        word(lang, "cases.case"),
        word(lang, "cases.kind"),
        *(word(lang, f"labels.{key}") for key in ("themes", "conflict_type", "escalation", "procedures", "size")),
    ]
    return table(header, [_row(case, library, lang) for case in library.of(pages.Case, lang)])


def _row(case: pages.Case, library: Library, lang: str) -> tuple[str, ...]:
    return (
        link(library, case.id, lang, with_id=True),
        _value(word(lang, f"case_kinds.{case.case}")),
        ", ".join(_page(theme, library, lang) for theme in case.themes) or "–",
        "; ".join(_value(kind, escape(kind.partition(":")[0]) if ":" in kind else "") for kind in case.conflict_type),
        _value(case.escalation, "|".join(_bands(case.escalation, lang)))
        if case.escalation
        else _value(word(lang, "labels.none_given")),
        ", ".join(_page(process, library, lang, short=True) for process in case.processes) or "–",
        _value(word(lang, f"sizes.{case.size}")),
    )


def _value(shown: str, keys: str = "") -> str:
    named = f' data-keys="{keys}"' if keys else ""
    return f"*{shown}*{{.value{named}}}"


def _page(identity: str, library: Library, lang: str, *, short: bool = False) -> str:
    """A page by its title, or by its id alone; a planned page is no link."""
    name = title(library, identity, lang)
    shown = identity if short else name
    linked = f"[{shown}]({identity})" if identity in library.german else shown
    return _value(linked, f"{identity} {escape(name)}" if short else "")


def _bands(stage: str, lang: str) -> Iterator[str]:
    first, _, last = stage.partition("–")
    for low, high in BANDS:
        if int(first) <= high and int(last or first) >= low:
            yield word(lang, "cases.escalation", stage=f"{low}–{high}")
