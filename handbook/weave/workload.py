"""The workload model: what is assumed for each role, and the hours a week that follow from it."""

from __future__ import annotations

import math

from handbook.locale import word
from handbook.model.data import Workload
from handbook.model.library import Library
from handbook.weave.text import link, number, table, title

SIZES = ("small", "town", "district")


def result(workload: Workload, library: Library, lang: str) -> str:
    """Formula, and hours a week by role and size with their share of a full post; hours are rounded up."""
    rows = [(link(library, role, lang), *(_hours(workload, (role,), size, lang) for size in SIZES)) for role in _roles(workload)]
    rows.append((word(lang, "workload.total"), *(_hours(workload, _roles(workload), size, lang) for size in SIZES)))
    formula = word(lang, "workload.formula", overhead=workload.overhead, weeks=workload.weeks)
    return f"{formula}\n\n" + table((word(lang, "workload.role"), *_sizes(lang)), rows)


def assumptions(workload: Workload, library: Library, lang: str) -> str:
    """What the sum is made of: for each role its kinds of work, the hours of one and how often a year."""
    parts = []
    for role in _roles(workload):
        rows = [
            (
                work.name.get(lang) + _processes(work.processes),
                number(work.hours, lang),
                *(number(work.pieces.get(size), lang) for size in SIZES),
            )
            for work in workload.of(role)
        ]
        header = (word(lang, "workload.work"), word(lang, "workload.hours"), *_sizes(lang, "workload.yearly"))
        parts.append(f"### {title(library, role, lang)} {{#{role.lower()}}}\n\n{table(header, rows)}")
    return "\n\n".join(parts)


def _roles(workload: Workload) -> tuple[str, ...]:
    return tuple(dict.fromkeys(work.role for work in workload.work))


def _sizes(lang: str, key: str = "") -> list[str]:
    names = [word(lang, f"workload.sizes.{size}") for size in SIZES]
    return [word(lang, key, size=name) for name in names] if key else names


def _processes(processes: tuple[str, ...]) -> str:
    return f" ({', '.join(f'[{process}]({process})' for process in processes)})" if processes else ""


def _hours(workload: Workload, roles: tuple[str, ...], size: str, lang: str) -> str:
    hours = sum(math.ceil(round(workload.hours_a_week(role, size), 6)) for role in roles)
    return word(lang, "workload.cell", hours=hours, posts=number(round(hours / workload.full_post, 1), lang))
