"""Run benchmarks by name and print their figures as a table."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.bench import build, documents, export, layers, page, search

BENCHMARKS: dict[str, Callable[[], dict[str, list[build.Row]]]] = {
    "build": build.run,
    "documents": documents.run,
    "export": export.run,
    "layers": layers.run,
    "page": page.run,
    "search": search.run,
    "search-speed": search.run_speed,
}


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all."""
    if unknown := [name for name in names if name not in BENCHMARKS]:
        sys.exit(f"{', '.join(unknown)}? Known: {', '.join(BENCHMARKS)}")
    for name in names or BENCHMARKS:
        results = BENCHMARKS[name]()
        columns = list(results)
        print(f"\n{name:<56}" + "".join(f"{column:>17}" for column in columns))
        for rows in zip(*results.values(), strict=True):
            label, _, unit = rows[0]
            print(f"{label:<56}" + "".join(f"{value:>14.2f} {unit:<2}" for _, value, _ in rows))


main(sys.argv[1:])
