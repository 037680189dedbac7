"""An edition changes the conflict guide: entries by id, new questions by `order`, everything else stays the core's."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

from handbook.layers.adopt import adopt
from handbook.layers.compose import compose, load, read_layers
from handbook.layers.drift import overrides
from handbook.weave.stage import staged
from tests.helpers import REPO, begin_edition, handbook, replace

OWN = """
questions:
  - id: dringlichkeit
    axis: dringlichkeit
    text: {de: "Bis wann braucht {{ kommune.name }} eine Antwort?", en: "By when does {{ kommune.name }} need an answer?"}
    answers:
      - {id: spaeter, level: 0, text: {de: "Das eilt nicht", en: "No hurry"}}
      - {id: heute, level: 2, text: {de: "Heute", en: "Today"}}
outcomes:
  - id: aufnehmen
    title: {de: "An die Telefonzentrale geben", en: "Pass it to the switchboard"}
    why: {de: "So ist es bei uns geregelt.", en: "That is our rule."}
    now: {de: "Wählen Sie {{ kommune.anlaufstelle.telefon }}.", en: "Dial {{ kommune.anlaufstelle.telefon }}."}
    say: {de: "„Ich verbinde Sie.“", en: "\\"I am putting you through.\\""}
    process: P-01
    checklists: [C-01]
    forms: [F-01]
order: [gefahr, lage, achten, kommune, eskalation, dringlichkeit, reichweite]
"""


def test_an_edition_replaces_texts_and_rules_by_id(tmp_path: Path) -> None:
    local = tmp_path / "local"
    local.mkdir()
    for name in ("docs", "overrides", "mkdocs.yml"):
        (tmp_path / name).symlink_to(REPO / name)
    shutil.copyfile(REPO / "examples/auenrade/local/kommune.yml", local / "kommune.yml")
    (local / "lotse.yml").write_text(OWN, encoding="utf-8")
    (local / "wappen.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    library, _ = load(tmp_path)
    assert {found.rule for found in library.findings} <= {"link-hidden"}
    page = staged(library)["de/lotse.md"]
    assert "### Frage 6: Bis wann braucht Stadt Auenrade &#40;fiktiv&#41; eine Antwort? {#frage-dringlichkeit}" in page
    assert page.index("{#frage-dringlichkeit}") < page.index("{#frage-reichweite}")
    assert "### An die Telefonzentrale geben {#ergebnis-aufnehmen}" in page
    assert "Zuhören und das Nötigste aufschreiben" not in page
    assert "Auftrag klären, dann mit jeder Seite allein reden" in page


def states(root: Path) -> dict[str, str]:
    tree = compose(root)
    _, facts, core, own = read_layers(tree)
    return {entry.part: entry.state for entry in overrides(tree, core, own, facts)}


def test_a_question_is_adopted_and_drift_is_told(tmp_path: Path) -> None:
    for name in ("docs", "overrides"):
        shutil.copytree(REPO / name, tmp_path / name)
    shutil.copyfile(REPO / "mkdocs.yml", tmp_path / "mkdocs.yml")
    begin_edition(tmp_path)
    own = tmp_path / "local/lotse.yml"
    for part in ("questions.dringlichkeit", "outcomes.krise", "outcomes.beraten"):
        take(tmp_path, part)
    replace(own, "Vier Wochen", "Drei Wochen")
    replace(own, "title:\n      de: Sofort handeln", "title:\n      de: Sofort anrufen")
    library, _ = load(tmp_path)
    assert library.findings == ()
    assert "Drei Wochen" in staged(library)["de/lotse.md"]
    assert states(tmp_path) == {
        "questions.dringlichkeit": "current",
        "outcomes.krise": "current",
        "outcomes.beraten": "removable",
    }
    replace(tmp_path / "docs/_data/lotse.yml", "Wie lange kann es warten?", "Wie eilig ist es?")
    assert states(tmp_path)["questions.dringlichkeit"] == "stale"
    before = own.read_text(encoding="utf-8")
    result = handbook(tmp_path, "local", "upgrade", check=False)
    assert result.returncode == 1 and "Wie eilig ist es?" in result.stdout and "adopt --seen lotse#questions" in result.stdout
    assert own.read_text(encoding="utf-8") == before, "rules are never merged by a program"
    take(tmp_path, "questions.dringlichkeit", seen=True)
    assert states(tmp_path)["questions.dringlichkeit"] == "current"


def take(root: Path, part: str, *, seen: bool = False) -> None:
    tree = compose(root)
    _, _, core, own = read_layers(tree)
    adopt(tree, core, own, f"lotse#{part}", lang="de", today=datetime.date(2026, 11, 25), seen=seen)
