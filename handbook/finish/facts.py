"""What the finish needs to know about the site besides its HTML; plain data, so that it travels between processes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class SiteFacts:
    """`pages` are the paths of all pages within a language (`prozesse/p-01-....html`), `fallback` those shown in German
    below `en/`, `stands` the date of each page, `redirects` old path -> new path, `site_url` the address or "",
    `search` the page with all results by language, `languages` those of the edition."""

    pages: tuple[str, ...]
    fallback: frozenset[str]
    stands: Mapping[str, str]
    redirects: Mapping[str, str]
    quick_start: str
    site_url: str = ""
    languages: tuple[str, ...] = ("de", "en")
    search: Mapping[str, str] = field(default_factory=dict)

    def write(self, file: Path) -> None:
        """Write as JSON."""
        data = {**asdict(self), "fallback": sorted(self.fallback)}
        file.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> SiteFacts:
        """Read what `write` wrote."""
        data = json.loads(file.read_text(encoding="utf-8"))
        return cls(
            **{
                **data,
                "pages": tuple(data["pages"]),
                "fallback": frozenset(data["fallback"]),
                "languages": tuple(data["languages"]),
            }
        )
