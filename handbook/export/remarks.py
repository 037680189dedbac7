"""What an export says about a page that it cannot take as it stands."""

from __future__ import annotations

from dataclasses import dataclass

from handbook.locale import word


@dataclass(frozen=True, order=True)
class Remark:
    """`page` is the address within the site, `kind` names the sentence in the locale (`export.remarks`), `values` fill it."""

    page: str
    kind: str
    values: tuple[tuple[str, str], ...] = ()

    def text(self, lang: str) -> str:
        """The remark as a line."""
        return f"{self.page}: {word(lang, f'export.remarks.{self.kind}', **dict(self.values))}"
