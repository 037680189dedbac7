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
    """One row a case. Each value is marked `.value` with `data-keys`, from which `handbook/finish/filters.py` makes the choices:
    "key=name", joined by "|". A key is the same in both languages and unique in the table, since the address carries it."""
    header = [
        word(lang, "cases.case"),
        word(lang, "cases.kind"),
        *(word(lang, f"labels.{key}") for key in ("themes", "conflict_type", "escalation", "procedures", "size")),
    ]
    both = zip(library.of(pages.Case), library.of(pages.Case, lang), strict=True)
    return table(header, [_row(german, case, library, lang) for german, case in both])


def _row(german: pages.Case, case: pages.Case, library: Library, lang: str) -> tuple[str, ...]:
    return (
        link(library, case.id, lang, with_id=True),
        _value(word(lang, f"case_kinds.{case.case}"), {case.case: word(lang, f"case_kinds.{case.case}")}),
        ", ".join(_page(theme, library, lang) for theme in case.themes) or _none("themes", "cases.no_theme", lang),
        "; ".join(
            _value(kind, {f"art-{_before_colon(key).lower()}": _before_colon(kind)})
            for key, kind in zip(german.conflict_type, case.conflict_type, strict=False)
        ),
        _value(case.escalation, dict(_bands(case.escalation, lang)))
        if case.escalation
        else _none("escalation", "labels.none_given", lang),
        ", ".join(_page(process, library, lang, short=True) for process in case.processes) or "–",
        _value(word(lang, f"sizes.{case.size}"), {case.size: word(lang, f"sizes.{case.size}")}),
    )


def _value(shown: str, keys: dict[str, str]) -> str:
    named = "|".join(f"{key}={escape(name)}" for key, name in keys.items())
    return f'*{shown}*{{.value data-keys="{named}"}}'


def _none(column: str, text: str, lang: str) -> str:
    return _value(word(lang, text), {f"no-{column}": word(lang, text)})


def _page(identity: str, library: Library, lang: str, *, short: bool = False) -> str:
    """A page by its title, or by its id alone; a planned page is no link."""
    name = title(library, identity, lang)
    shown = identity if short else name
    linked = f"[{shown}]({identity})" if identity in library.german else shown
    return _value(linked, {identity: f"{identity} {name}" if short else name})


def _before_colon(kind: str) -> str:
    return kind.partition(":")[0]


def _bands(stage: str, lang: str) -> Iterator[tuple[str, str]]:
    first, _, last = stage.partition("–")
    for low, high in BANDS:
        if int(first) <= high and int(last or first) >= low:
            yield f"stage-{low}-{high}", word(lang, "cases.escalation", stage=f"{low}–{high}")
