"""The example edition: every kind of overlay, without an error, ready for release, and built."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import lxml.html
import pytest

from handbook.checks.release import refusals
from handbook.checks.run import check_all
from handbook.layers.compose import compose, load, read_layers
from handbook.layers.drift import overrides
from handbook.model import pages
from tests.helpers import REPO, handbook

AUENRADE = REPO / "examples" / "auenrade"
DAY = datetime.date(2026, 12, 1)


def test_it_has_overlays_of_all_kinds_and_no_error() -> None:
    library, tree = load(AUENRADE)
    assert [entry for entry in check_all(library, tree) if entry.severity == "error"] == []
    local = [page for page in (*library.german.values(), *library.english.values()) if page.origin]
    modes = {mode for page in local if page.origin for mode in page.origin.sections.values()}
    steps = {how for page in local if page.origin for how in page.origin.steps.values()}
    assert modes == {"replace", "prepend", "append", "insert"} and {"change", "insert"} <= steps
    assert any(page.origin and "title" in page.origin.texts for page in local)
    assert any(page.origin and page.origin.core is None for page in local), "a page of its own"
    assert any(page.origin and page.origin.core and isinstance(page.head, pages.Head) and page.head.replaces for page in local)
    assert len(library.hidden) == 2 and library.edition.colours and library.edition.logo and library.edition.site_name
    assert len(list((AUENRADE / "local").rglob("*.md"))) - len(list((AUENRADE / "local/.base").rglob("*.md"))) >= 8


def test_every_override_is_recorded_and_none_is_orphaned() -> None:
    tree = compose(AUENRADE)
    _, facts, core, local = read_layers(tree)
    found = overrides(tree, core, local, facts)
    assert len(found) >= 10
    assert {entry.state for entry in found} <= {"current", "stale"}  # stale: a writer changes the core; an upgrade follows


def test_nothing_of_its_own_keeps_it_from_a_release() -> None:
    library, _ = load(AUENRADE)
    assert refusals(library, "de", DAY) == []
    assert "älter als ein Jahr" in "\n".join(refusals(library, "de", DAY.replace(year=2028)))


@pytest.mark.site
def test_the_built_site_shows_the_town(tmp_path: Path) -> None:
    root = Path(shutil.copytree(AUENRADE, tmp_path / "auenrade", ignore=shutil.ignore_patterns("site", ".cache")))
    handbook(root, "build", "--release", "--today", DAY.isoformat())
    site = root / "site"
    triage = (site / "prozesse/p-02-ersteinschaetzung-und-triage.html").read_text(encoding="utf-8")
    assert "3 Arbeitstage" in triage and "Termin im Bürgerhaus vormerken" in triage and "Örtlicher Prozess" in triage
    english = lxml.html.parse(site / "en/prozesse/p-01-meldung-aufnehmen.html").getroot()
    german = [part.text_content() for part in english.xpath("//*[@lang='de']")]
    assert any("nimmt die Anlaufstelle im Rathaus alle Meldungen auf" in text for text in german)
    assert "Alone in the building after 4 p.m." in english.text_content()
    assert not list(site.rglob("a-06-*")) and (site / "checklisten/c-90-raum-2-im-buergerhaus.html").is_file()
    legal = (site / "impressum.html").read_text(encoding="utf-8")
    assert "Hanna Lorenz" in legal and "keine Angabe" in legal and "Muster" not in legal and 'class="slot"' not in legal
    model = json.loads((site / "provenance.json").read_text(encoding="utf-8"))
    assert model["hidden"] == ["A-06", "aufwand"]
    assert {entry["layer"] for entry in model["pages"]} == {"core", "local", "overlay"}
