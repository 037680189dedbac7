"""The page N-04 says what the style sheet says, every pair of colours holds its limit, and a first view stays light."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import lxml.html
import pytest

from handbook.layers.brand import contrast
from tests.helpers import REPO

CSS = (REPO / "overrides/assets/css/handbook.css").read_text(encoding="utf-8")
OWN = CSS[CSS.index("/* --- Font") :]
PAGE = "docs/{}/mitmachen/n-04-gestaltung.md"
REM = 20  # pixels: Material's root size

# Role: what it stands on, and the ratio that it holds there (WCAG 2.2: 4.5 for text, 3 for controls and signs).
PAIRS: dict[str, tuple[tuple[str, ...], float]] = {
    "ink": (("paper", "sand", "say-soft", "brand-soft", "mark"), 4.5),
    "quiet": (("paper", "sand"), 4.5),
    "brand": (("paper", "sand"), 4.5),
    "on-brand": (("brand",), 4.5),
    "link": (("paper", "sand", "brand-soft"), 4.5),
    "link-over": (("paper", "sand"), 4.5),
    "edge": (("paper", "sand"), 3),
    "focus": (("paper", "sand"), 3),
    "say": (("paper", "say-soft"), 3),
    "stop": (("paper", "stop-soft"), 4.5),
    "warn": (("paper", "warn-soft"), 4.5),
    "good": (("paper", "good-soft"), 4.5),
    "built": (("paper", "built-soft"), 4.5),
    "grey": (("paper", "grey-soft"), 4.5),
    "foot-ink": (("foot",), 4.5),
    "foot-quiet": (("foot",), 4.5),
}
# Step of the type scale: selector and, for wide screens, the selector's own rule there.
STEPS = {
    "h1": ".md-typeset h1",
    "h2": ".md-typeset h2",
    "h3": ".md-typeset h3",
    "lead": ".md-typeset .lead",
    "say": "[dir] .md-typeset blockquote",
    "text": ".md-typeset",
    "table": ".md-typeset table, .md-typeset table:not([class])",
    "quiet": ".hb-crumbs",
    "label": ".md-typeset .hb-kind",
}


def colours() -> dict[str, tuple[str, str]]:
    """Hex values of each role, light and dark."""
    found = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", OWN)
    return {name: (_full(light), _full(dark)) for name, light, dark in found}


def _full(value: str) -> str:
    return value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])


def lowest(role: str, scheme: int) -> float:
    """The lowest ratio of a role on all that it stands on, rounded down."""
    roles = colours()
    return int(10 * min(contrast(roles[role][scheme], roles[ground][scheme]) for ground in PAIRS[role][0])) / 10


def sizes(step: str) -> list[int]:
    """Pixels of a step of the type scale, on a phone and, where it differs, on a wide screen."""
    found = re.findall(rf"(?:^|[{{}}] ?){re.escape(STEPS[step])} \{{[^}}]*?font-size: ([\d.]+)rem", OWN, flags=re.M)
    return [round(REM * float(size)) for size in found]


def rows(lang: str, section: str) -> dict[str, list[str]]:
    """Cells of the table of a section by the name in its first code span."""
    text = (REPO / PAGE.format(lang)).read_text(encoding="utf-8")
    part = text.split(f"{{#{section}}}")[1].split("\n## ")[0]
    cells = ([cell.strip() for cell in line.strip("| \n").split("|")] for line in part.splitlines() if line.startswith("| "))
    return {name[1]: row for row in cells if (name := re.search(r"`([\w-]+)`", row[0]))}


@pytest.mark.parametrize("role", PAIRS)
def test_every_role_holds_its_contrast(role: str) -> None:
    assert min(lowest(role, 0), lowest(role, 1)) >= PAIRS[role][1]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_on_looks_names_every_role_with_its_contrast(lang: str) -> None:
    shown = rows(lang, "farben")
    expected = {}
    for role in PAIRS:
        ratios = [f"{lowest(role, scheme):.1f}".replace(".", "," if lang == "de" else ".") for scheme in (0, 1)]
        expected[role] = [*(f"`{value}`{{.tone .tone-{role}}}" for value in colours()[role]), " / ".join(ratios)]
    assert {role: [*row[2:4], row[4]] for role, row in shown.items()} == expected


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_on_looks_names_every_size(lang: str) -> None:
    shown = {step: [int(size) for size in re.findall(r"\d+", row[2])] for step, row in rows(lang, "schrift").items()}
    assert shown == {step: sizes(step) for step in STEPS}


def test_no_type_on_screens_is_smaller_than_the_page_says() -> None:
    screen = OWN[: OWN.index("/* --- Print")]
    assert min(REM * float(size) for size in re.findall(r"font-size: ([\d.]+)rem", screen)) >= 14


def test_a_page_asks_for_one_style_sheet_and_no_script_of_the_theme(site: Path) -> None:
    for page in ("index.html", "prozesse/p-02-ersteinschaetzung-und-triage.html", "en/formulare/index.html"):
        document = lxml.html.parse(site / page)
        assert [link.get("href").rpartition("/")[2] for link in document.findall(".//link[@rel='stylesheet']")] == [
            "handbook.css"
        ]
        blocking = [script for script in document.findall("head/script") if not {"defer", "async"} & set(script.keys())]
        assert [script.get("src").rpartition("/")[2] for script in blocking] == ["handbook.js"]
        assert [script for script in document.iter("script") if "javascripts" in (script.get("src") or "")] == []


def test_the_first_view_of_a_page_is_light(site: Path) -> None:
    """At most 60 kB with gzip before fonts: the page, its style sheet and its scripts."""
    for page in ("index.html", "prozesse/p-02-ersteinschaetzung-und-triage.html", "checklisten/c-01-erstgespraech.html"):
        document = lxml.html.parse(site / page)
        addresses = [*document.xpath("//link[@rel='stylesheet']/@href"), *document.xpath("//script/@src")]
        files = [site / page, *((site / page).parent / address for address in addresses)]
        assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= 60_000
