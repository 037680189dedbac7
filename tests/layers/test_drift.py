"""An edition and its core through versions: adopt, status, upgrade, propose, with real files and real git."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbook.checks.release import refusals
from handbook.checks.run import check_all
from handbook.layers.compose import compose, load, read_layers
from handbook.layers.drift import Override, overrides
from handbook.layers.upgrade import Done, upgrade
from tests.helpers import REPO, begin_edition, handbook, replace

PROCESS = "prozesse/p-99-titel.md"
DE, LOCAL = f"docs/de/{PROCESS}", f"local/de/{PROCESS}"


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@stadt.example", "-c", "commit.gpgsign=false")
    result = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def listed(root: Path) -> list[Override]:
    tree = compose(root)
    _, facts, core, local = read_layers(tree)
    return overrides(tree, core, local, facts)


def states(root: Path) -> dict[str, str]:
    return {entry.name: entry.state for entry in listed(root)}


def upgraded(root: Path, *, dry_run: bool = False) -> list[Done]:
    tree = compose(root)
    _, facts, core, local = read_layers(tree)
    return upgrade(tree, core, local, overrides(tree, core, local, facts), lang="de", dry_run=dry_run)


def snapshot(root: Path) -> dict[str, bytes]:
    base = root / "local"
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in base.rglob("*") if file.is_file()}


def test_adopted_parts_are_removable_until_they_are_changed(small: Path) -> None:
    begin_edition(small)
    handbook(small, "local", "adopt", "P-99#danach", "P-99#stopp")
    text = (small / LOCAL).read_text(encoding="utf-8")
    assert "overlay: sections" in text and text.count("## ") == 2 and "  danach: " in text
    assert states(small) == {f"{LOCAL}#danach": "removable", f"{LOCAL}#stopp": "removable"}
    replace(small / LOCAL, "Womit geht es weiter?", "Rufen Sie Frau Vogt an.")
    assert states(small)[f"{LOCAL}#danach"] == "current"
    assert check_all(*load(small)) == []


def test_a_core_that_moves_on_makes_a_section_stale_and_the_upgrade_merges_it(small: Path) -> None:
    section = "Womit geht es weiter?\n\nDritte Zeile.\n\nVierte Zeile."
    for lang, words in (("de", "Womit geht es weiter?"), ("en", "What comes next?")):
        replace(small / f"docs/{lang}/{PROCESS}", words, section)
    handbook(small, "local", "adopt", "P-99#danach")
    replace(small / LOCAL, "Vierte Zeile.", "Unsere Zeile.")
    replace(small / DE, "Womit geht es weiter?", "Womit geht es jetzt weiter?")
    result = handbook(small, "local", "status", check=False)
    assert result.returncode == 1
    assert "veraltet" in result.stdout and "+Womit geht es jetzt weiter?" in result.stdout
    before = snapshot(small)
    assert [entry.outcome for entry in upgraded(small, dry_run=True)] == ["merged"]
    assert snapshot(small) == before
    assert "zusammengeführt" in handbook(small, "local", "upgrade").stdout
    text = (small / LOCAL).read_text(encoding="utf-8")
    assert "Womit geht es jetzt weiter?" in text and "Unsere Zeile." in text and "<<<" not in text
    before = snapshot(small)
    assert "nichts geändert" in handbook(small, "local", "upgrade").stdout
    assert snapshot(small) == before
    assert handbook(small, "local", "status").returncode == 0


def test_both_changing_the_same_line_leaves_readable_marks_and_the_build_waits(small: Path) -> None:
    begin_edition(small)
    handbook(small, "local", "adopt", "P-99#danach")
    replace(small / LOCAL, "Womit geht es weiter?", "Unser Satz.")
    replace(small / DE, "Womit geht es weiter?", "Neuer Satz des Kerns.")
    assert [entry.outcome for entry in upgraded(small)] == ["marked"]
    text = (small / LOCAL).read_text(encoding="utf-8")
    assert "<<<<<<< Ihr Text\nUnser Satz.\n=======\nNeuer Satz des Kerns.\n>>>>>>> Kern 0.1.0\n" in text
    assert {entry.rule for entry in load(small)[0].findings} == {"conflict-marks"}
    assert states(small) == {LOCAL: "conflict"}
    before = snapshot(small)
    assert [entry.outcome for entry in upgraded(small)] == ["open"] and snapshot(small) == before
    decided = text.replace("<<<<<<< Ihr Text\n", "").replace("=======\nNeuer Satz des Kerns.\n>>>>>>> Kern 0.1.0\n", "")
    (small / LOCAL).write_text(decided, encoding="utf-8")
    assert states(small) == {f"{LOCAL}#danach": "current"}


def test_a_whole_page_is_merged_and_follows_the_core_to_its_new_path(small: Path) -> None:
    handbook(small, "local", "adopt", "P-99")
    replace(small / LOCAL, "Womit geht es weiter?", "Unser Satz.")
    replace(small / DE, "Wann hören Sie auf", "Wann hören Sie sofort auf")
    for lang in ("de", "en"):
        (small / f"docs/{lang}/{PROCESS}").rename(small / f"docs/{lang}/prozesse/p-99-neu.md")
    assert [entry.outcome for entry in upgraded(small)] == ["merged", "moved"]
    text = (small / "local/de/prozesse/p-99-neu.md").read_text(encoding="utf-8")
    assert "Unser Satz." in text and "Wann hören Sie sofort auf" in text
    assert not (small / LOCAL).exists() and upgraded(small) == []
    assert states(small) == {"local/de/prozesse/p-99-neu.md": "current"}


def test_a_translated_page_of_the_town_takes_the_new_digests_with_the_new_text(small: Path) -> None:
    english = f"local/en/{PROCESS}"
    handbook(small, "local", "adopt", f"docs/en/{PROCESS}")
    replace(small / english, "What comes next?", "Call Ms Vogt.")
    handbook(small, "translated", "P-99")
    replace(small / DE, "Wann hören Sie auf", "Wann hören Sie sofort auf")
    assert load(small)[0].outdated("P-99") == ("stopp",)
    replace(small / f"docs/en/{PROCESS}", "When do you stop", "When do you stop at once")
    shutil.move(small / english, small / "kept.md")  # the core's translator works without the town's page
    handbook(small, "translated", "P-99")
    shutil.move(small / "kept.md", small / english)
    assert [entry.outcome for entry in upgraded(small)] == ["merged"]
    assert load(small)[0].outdated("P-99") == ()
    text = (small / english).read_text(encoding="utf-8")
    assert "When do you stop at once" in text and "Call Ms Vogt." in text


def test_what_the_core_has_deleted_is_orphaned_and_stays(small: Path) -> None:
    handbook(small, "local", "adopt", "P-99#groesse")
    replace(small / LOCAL, "Nur, wo etwas anders ist", "Bei uns ist anders")
    for lang, heading in (("de", "## Nach Größe der Kommune {#groesse}"), ("en", "## By size of municipality {#groesse}")):
        text = (small / f"docs/{lang}/{PROCESS}").read_text(encoding="utf-8")
        start = text.index(heading)
        (small / f"docs/{lang}/{PROCESS}").write_text(text[:start] + text[text.index("## W", start) :], encoding="utf-8")
    assert states(small) == {f"{LOCAL}#groesse": "orphaned"}
    before = snapshot(small)
    assert [entry.outcome for entry in upgraded(small)] == ["orphaned"] and snapshot(small) == before
    assert "overlay-section-unknown" in {entry.rule for entry in load(small)[0].findings}


def test_a_step_takes_over_what_the_town_left_alone_and_asks_where_both_changed(small: Path) -> None:
    handbook(small, "local", "adopt", "P-99#steps.s1")
    replace(small / LOCAL, 's1: {label: "Erster Schritt"}', 's1: {label: "Unser Schritt"}')
    assert states(small) == {f"{LOCAL}#steps.s1": "current"}
    replace(
        small / DE, "label: Erster Schritt, forms: [F-99]", "label: Erster Schritt, within: {value: 1, unit: day}, forms: [F-99]"
    )
    assert [entry.outcome for entry in upgraded(small)] == ["seen"]
    step = load(small)[0].german["P-99"].head.model_dump()["steps"][0]
    assert step["label"] == "Unser Schritt" and step["within"]["unit"] == "day"
    replace(small / DE, "label: Erster Schritt,", "label: Allererster Schritt,")
    replace(small / DE, "### Erster Schritt", "### Allererster Schritt")
    before = snapshot(small)
    assert [entry.outcome for entry in upgraded(small)] == ["decide"] and snapshot(small) == before
    result = handbook(small, "local", "adopt", "P-99#steps.s1", check=False)
    assert result.returncode == 2 and "local adopt --seen P-99#steps.s1" in result.stderr and snapshot(small) == before
    told = handbook(small, "local", "upgrade", check=False)
    assert told.returncode == 1 and "Noch 1 Sache" in told.stdout and "local adopt --seen P-99#steps.s1" in told.stdout
    handbook(small, "local", "adopt", "--seen", "p-99#steps.s1")
    assert states(small) == {f"{LOCAL}#steps.s1": "current"} and handbook(small, "local", "upgrade").returncode == 0


def test_an_own_template_is_watched_and_merged(small: Path) -> None:
    shutil.copytree((small / "overrides").resolve(), small / "core-overrides")
    (small / "overrides").unlink()
    (small / "core-overrides").rename(small / "overrides")
    handbook(small, "local", "adopt", "overrides/partials/footer.html")
    footer = small / "local/overrides/partials/footer.html"
    footer.write_text("{# unser Fuß #}\n" + footer.read_text(encoding="utf-8"), encoding="utf-8")
    with (small / "overrides/partials/footer.html").open("a", encoding="utf-8") as file:
        file.write("{# neu im Kern #}\n")
    assert states(small) == {"local/overrides/partials/footer.html": "stale"}
    assert [entry.outcome for entry in upgraded(small)] == ["merged"]
    assert footer.read_text(encoding="utf-8").startswith("{# unser Fuß #}")
    assert footer.read_text(encoding="utf-8").endswith("{# neu im Kern #}\n") and upgraded(small) == []


def test_without_the_kept_base_nothing_is_merged(small: Path) -> None:
    handbook(small, "local", "adopt", "P-99#danach")
    replace(small / LOCAL, "Womit geht es weiter?", "Unser Satz.")
    replace(small / DE, "Womit geht es weiter?", "Neu.")
    shutil.rmtree(small / "local/.base")
    before = snapshot(small)
    assert [entry.outcome for entry in upgraded(small)] == ["no_base"] and snapshot(small) == before


def test_status_as_json_names_hidden_pages_that_are_gone(small: Path) -> None:
    (small / "local").mkdir()
    (small / "local/kommune.yml").write_text("hide: [P-11, C-99]\n", encoding="utf-8")
    result = handbook(small, "local", "status", "--format", "json", check=False)
    found = {entry["id"]: entry["state"] for entry in json.loads(result.stdout)["overrides"]}
    assert found == {"P-11": "orphaned", "C-99": "current"} and result.returncode == 1


REFUSED = {
    "an unknown page": ("P-77", "P-77"),
    "an unknown section": ("P-99#quatsch", "danach"),
    "a path that leads out": ("overrides/../mkdocs.yml", "overrides/../mkdocs.yml"),
    "a template that is not there": ("overrides/x.html", "overrides/x.html"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_adopt_refuses_and_writes_nothing(small: Path, case: str) -> None:
    what, named = REFUSED[case]
    result = handbook(small, "local", "adopt", what, check=False)
    assert result.returncode == 2 and named in result.stderr and "Traceback" not in result.stderr
    assert not (small / "local").exists()


def test_adopt_knows_ids_in_any_case_and_asks_what_was_meant(small: Path) -> None:
    result = handbook(small, "local", "adopt", "p-99#s1", check=False)
    assert result.returncode == 2 and "Meinten Sie steps.s1?" in result.stderr
    handbook(small, "local", "adopt", "p-99#danach")
    assert states(small) == {f"{LOCAL}#danach": "removable"}


def test_an_edited_section_is_not_recorded_as_seen_before_the_core_is_merged(small: Path) -> None:
    handbook(small, "local", "adopt", "P-99#danach")
    replace(small / LOCAL, "Womit geht es weiter?", "Unser Satz.")
    replace(small / DE, "Womit geht es weiter?", "Neuer Satz des Kerns.")
    before = snapshot(small)
    result = handbook(small, "local", "adopt", "P-99#danach", check=False)
    assert result.returncode == 2 and "Der Kern hat sich hier geändert" in result.stderr and snapshot(small) == before
    handbook(small, "local", "adopt", "--seen", "P-99#danach")
    assert states(small) == {f"{LOCAL}#danach": "current"}


def test_an_orphan_is_told_its_way_out(small: Path) -> None:
    handbook(small, "local", "adopt", "P-99#danach")
    replace(small / LOCAL, "Womit geht es weiter?", "Rufen Sie an.")
    (small / "local/kommune.yml").write_text("hide: [P-11]\n", encoding="utf-8")
    replace(small / DE, "## Danach {#danach}", "## Danach {#spaeter}")
    result = handbook(small, "local", "status", check=False)
    assert result.returncode == 1 and "Löschen Sie P-11 aus hide" in result.stdout
    assert "jetzt unter „spaeter“" in result.stdout and "local adopt P-99#spaeter" in result.stdout


def test_what_english_appends_because_german_does_is_not_merged_with_the_core(small: Path) -> None:
    english = f"local/en/{PROCESS}"
    handbook(small, "local", "adopt", "P-99#danach", f"docs/en/{PROCESS}#danach")
    replace(small / LOCAL, "overlay: sections\n", "overlay: sections\nsections: {danach: append}\n")
    replace(small / english, "What comes next?", "Call Ms Vogt.")
    replace(small / f"docs/en/{PROCESS}", "What comes next?", "What comes after that?")
    assert {entry.name: entry.outcome for entry in upgraded(small)}[f"{english}#danach"] == "seen"
    assert "<<<" not in (small / english).read_text(encoding="utf-8")
    patch = small / "p.patch"
    handbook(small, "local", "propose", "P-99#danach", "--reason", "x", "--author", "A <a@b.example>", "--output", str(patch))
    assert "+Call Ms Vogt." in (text := patch.read_text(encoding="utf-8")) and "-What comes after that?" not in text


def test_a_step_written_by_hand_comes_first_with_its_command(small: Path) -> None:
    begin_edition(small)
    handbook(small, "local", "adopt", "P-99#danach")
    replace(small / LOCAL, "Womit geht es weiter?", "Rufen Sie an.")
    replace(small / LOCAL, "overlay: sections\n", "overlay: sections\nsteps:\n  s1: {label: Unser Schritt}\n")
    lines = handbook(small, "local", "status").stdout.split("\n")
    assert lines[0].startswith("nicht vermerkt") and "local adopt P-99#steps.s1" in lines[1]


def test_a_changed_proposal_for_a_time_limit_is_told_once(small: Path) -> None:
    handbook(small, "local", "init", "--name", "Auenrade", "--set", "frist.triage=3 Arbeitstage")
    slots = small / "docs/_data/slots.yml"
    for name in ("frist.mandat", "frist.triage"):
        line = next(line for line in slots.read_text(encoding="utf-8").split("\n") if line.startswith(f"{name}:"))
        replace(slots, line, line.replace("unit: workday", "unit: week"))
    told = "frist.mandat: 10 Arbeitstage → 10 Wochen, gilt jetzt bei Ihnen"
    status = handbook(small, "local", "status").stdout
    assert told in status and "frist.mandat: 10 Arbeitstage\n" in status and "frist.triage" not in status
    assert told in handbook(small, "local", "upgrade").stdout
    assert "Vorschläge" not in handbook(small, "local", "status").stdout


def test_status_counts_missing_facts_and_names_them_when_asked(small: Path) -> None:
    replace(small / DE, "Womit geht es weiter?", "Rufen Sie {{ kommune.anlaufstelle.telefon }} an.")
    handbook(small, "local", "init", "--name", "Auenrade")
    short, long = (handbook(small, "local", "status", *more).stdout for more in ((), ("--facts",)))
    assert "local status --facts" in short and "kommune.anlaufstelle.telefon" not in short
    assert "kommune.anlaufstelle.telefon (" in long


CALLS = {
    "nothing to adopt": (("local", "adopt"), "Es fehlt eine Angabe: welche Seite oder Stelle."),
    "no reason": (("local", "propose", "P-99"), "Es fehlt eine Angabe: --reason"),
    "an unknown option": (("local", "adopt", "--all"), "--all: Das gibt es hier nicht."),
    "an unknown command": (("local", "adoptieren"), "So geht der Aufruf nicht"),
}


@pytest.mark.parametrize("case", CALLS)
def test_a_wrong_call_is_told_in_german_with_an_example(small: Path, case: str) -> None:
    call, told = CALLS[case]
    result = handbook(small, *call, check=False)
    assert result.returncode == 2 and told in result.stderr and "Zum Beispiel: " in result.stderr
    assert "Missing" not in result.stderr and "Error" not in result.stderr


def test_a_release_refuses_what_init_and_the_examples_wrote(small: Path) -> None:
    handbook(small, "local", "init", "--name", "Auenrade", "--phone", "0221 4710-123", "--mail", "konflikt@stadt.example")
    found = "\n".join(refusals(load(small)[0], "de", datetime.date(2026, 11, 25)))
    assert "a-90-konfliktmanagement-bei-uns.md, Zeile" in found
    assert "noch das Beispiel: 0221 4710-123" in found and "noch das Beispiel: konflikt@stadt.example" in found


def test_mistakes_of_the_core_come_last_and_do_not_stop_a_town(small: Path) -> None:
    begin_edition(small)
    (small / "docs/_data/planned.yml").write_text(
        "- {id: A-99, type: start, path: start/a-99-titel.md, title: {de: Titel, en: title}}\n"
        + (small / "docs/_data/planned.yml").read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    handbook(small, "local", "adopt", "P-99#danach")
    result = handbook(small, "check")
    assert "Warnung [still-planned] Fehler im Handbuch selbst, nicht bei Ihnen" in result.stdout


def test_a_proposal_lies_where_git_ignores_it_and_knows_the_short_name(small: Path) -> None:
    (small / "local").mkdir()
    (small / "local/kommune.yml").write_text("kommune.name: Stadt Auenrade\n", encoding="utf-8")
    handbook(small, "local", "adopt", "P-99#danach")
    replace(small / LOCAL, "Womit geht es weiter?", "Fragen Sie in Auenrade nach.")
    command = ("propose", "P-99#danach", "--reason", "Fehlt.", "--author", "A <a@stadt.example>")
    result = handbook(small, "local", *command)
    assert (small / "proposals/P-99-danach.patch").is_file() and "{{ kommune.name }}" in result.stderr
    assert "/proposals/" in (REPO / ".gitignore").read_text(encoding="utf-8")


def test_a_broken_local_file_stops_adopt_and_upgrade(small: Path) -> None:
    (small / LOCAL).parent.mkdir(parents=True)
    (small / LOCAL).write_text("---\nid: P-99\noverlay: sections\nstand: gestern\n---\n", encoding="utf-8")
    before = snapshot(small)
    for command in (("adopt", "P-99#danach"), ("upgrade",)):
        result = handbook(small, "local", *command, check=False)
        assert result.returncode == 1 and f"{LOCAL}:4" in result.stderr
    assert snapshot(small) == before


def test_a_proposal_is_a_patch_that_git_applies(small: Path, tmp_path: Path) -> None:
    core = tmp_path / "core"
    shutil.copytree(small, core, symlinks=True)
    git(core, "init", "-q")
    git(core, "add", "-A")
    git(core, "commit", "-qm", "v1")
    (small / "local").mkdir()
    (small / "local/kommune.yml").write_text("kommune.name: Auenrade\n", encoding="utf-8")
    handbook(small, "local", "adopt", "P-99#danach", "P-99#stopp")
    replace(small / LOCAL, "Womit geht es weiter?", "Fragen Sie in Auenrade nach.")
    patch = tmp_path / "vorschlag.patch"
    reason = "Ohne diesen Satz rief niemand an."
    command = ("propose", "P-99#danach", "--reason", reason, "--author", "Jörg Ä <j@stadt.example>", "--output", str(patch))
    result = handbook(small, "local", *command)
    assert "{{ kommune.name }}" in result.stderr
    git(core, "am", "-q", str(patch))
    assert "Fragen Sie in Auenrade nach." in (core / DE).read_text(encoding="utf-8")
    assert "Wann hören Sie auf" in (core / DE).read_text(encoding="utf-8")
    told = git(core, "log", "-1", "--format=%an|%s|%b")
    assert told.startswith("Jörg Ä|P-99 Titel der Seite: danach|") and reason in told


def test_an_own_page_can_be_proposed_too(small: Path, tmp_path: Path) -> None:
    page = small / "local/de/start/a-98-unser-weg.md"
    page.parent.mkdir(parents=True)
    text = (small / "docs/de/start/a-99-titel.md").read_text(encoding="utf-8").replace("A-99", "A-98")
    page.write_text(text.replace("evidence:", "after: A-99\nevidence:"), encoding="utf-8")
    patch = tmp_path / "p.patch"
    command = ("propose", "A-98", "--reason", "Fehlt.", "--author", "A <a@stadt.example>", "--output", str(patch))
    handbook(small, "local", *command)
    git(small, "init", "-q")
    git(small, "apply", str(patch))
    assert (small / "docs/de/start/a-98-unser-weg.md").read_text(encoding="utf-8") == text


# --- plays: a core and a town in git, over three versions ---

PAGES = ("start/a-01-eins.md", "start/a-02-zwei.md", "start/a-03-drei.md")
SECTIONS = ("alpha", "beta", "gamma")


def page_text(path: str) -> str:
    number = path.split("-")[1]
    head = f"---\nid: A-{number}\ntype: start\ntitle: Seite {number}\nsummary: Satz.\nkeywords: [x]\nstand: 2026-11-24\n"
    body = "".join(f"\n## {name} {{#{name}}}\n\n{number} {name} eins.\n\n{number} {name} zwei.\n" for name in SECTIONS)
    return f"{head}evidence: recommended\n---\n{body}"


def make_core(root: Path) -> None:
    for path in PAGES:
        file = root / "docs/de" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page_text(path), encoding="utf-8")
    (root / "docs/_data").mkdir()
    (root / "docs/_data/slots.yml").write_text("kommune.name: {type: text, label: {de: Name, en: name}}\n", encoding="utf-8")


def edit(file: Path, section: str, new: str, where: str) -> None:
    """Change, add or drop a line of a section."""
    if not file.is_file():
        return
    lines = file.read_text(encoding="utf-8").split("\n")
    at = next((number for number, line in enumerate(lines) if f"{{#{section}}}" in line), None)
    if at is None:
        return
    if where == "add":
        lines[at + 1 : at + 1] = ["", new]
    elif at + 2 < len(lines):
        lines[at + 2] = new if where == "change" else ""
    file.write_text("\n".join(lines), encoding="utf-8")


def core_step(root: Path, kind: str, page: int, section: int, token: str) -> None:
    found = sorted((root / "docs/de/start").glob(f"a-0{page + 1}-*.md"))
    if not found:
        return
    if kind == "delete":
        found[0].unlink()
    elif kind == "rename":
        found[0].rename(found[0].with_name(f"a-0{page + 1}-{token}.md"))
    elif kind == "cut":
        text = found[0].read_text(encoding="utf-8")
        start = text.find(f"## {SECTIONS[section]} ")
        if start >= 0:
            end = text.find("\n## ", start)
            found[0].write_text(text[:start] + (text[end + 1 :] if end >= 0 else ""), encoding="utf-8")
    else:
        edit(found[0], SECTIONS[section], f"Kern {token}.", kind)


def town_step(root: Path, kind: str, page: int, section: int, token: str) -> str:
    """One change of the town; the line that must never be lost."""
    from datetime import date

    from handbook.errors import HandbookError
    from handbook.layers.adopt import adopt

    line = f"Ort {token}."
    tree = compose(root)
    _, _, core, local = read_layers(tree)
    identity = f"A-0{page + 1}"
    if kind == "own":
        own = root / f"local/de/start/a-9{page}-{token}.md"
        own.parent.mkdir(parents=True, exist_ok=True)
        if list(own.parent.glob(f"a-9{page}-*.md")):
            return ""
        own.write_text(page_text("start/a-01-x.md").replace("id: A-01", f"id: A-9{page}") + f"\n{line}\n", encoding="utf-8")
        return line
    if kind == "hide":
        (root / "local").mkdir(exist_ok=True)
        (root / "local/kommune.yml").write_text(f"hide: [{identity}]\n", encoding="utf-8")
        return ""
    try:
        done = adopt(
            tree,
            core,
            local,
            identity if kind == "page" else f"{identity}#{SECTIONS[section]}",
            lang="de",
            today=date(2026, 1, 1),
        )
    except HandbookError:
        return ""
    file = root / done[0][1]
    if done[0][0] == "recorded":
        return ""
    edit(file, SECTIONS[section], line, "add" if page else "change")
    return line if line in file.read_text(encoding="utf-8") else ""


STEP = st.tuples(st.integers(0, 2), st.integers(0, 2))
CORE = st.lists(st.tuples(st.sampled_from(["change", "add", "drop", "delete", "rename", "cut"]), STEP), min_size=1, max_size=4)
TOWN = st.lists(st.tuples(st.sampled_from(["page", "section", "section", "own", "hide"]), STEP), min_size=1, max_size=4)


def commit(root: Path, text: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", text)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(TOWN, CORE, TOWN, CORE)
def test_no_play_of_core_and_town_loses_a_local_line(town: list, first: list, later: list, second: list) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        core, fork = Path(folder, "core"), Path(folder, "town")
        core.mkdir()
        make_core(core)
        git(core, "init", "-q", "-b", "main")
        commit(core, "v1")
        git(Path(folder), "clone", "-q", str(core), str(fork))
        kept: list[str] = []
        for version, (local, upstream) in enumerate(((town, first), (later, second)), 2):
            for number, (kind, (page, section)) in enumerate(local):
                kept.append(town_step(fork, kind, page, section, f"t{version}{number}"))
            commit(fork, "local")
            for number, (kind, (page, section)) in enumerate(upstream):
                core_step(core, kind, page, section, f"k{version}{number}")
            commit(core, f"v{version}")
            git(fork, "pull", "-q", "--no-rebase", "--no-edit", "origin", "main")  # fails on any conflict
            _holds(fork, [line for line in kept if line])
            commit(fork, "upgrade")


def _holds(root: Path, kept: list[str]) -> None:
    """Every local line is there, every override is reported, a second upgrade changes nothing."""
    files = (
        {file.relative_to(root).as_posix() for file in (root / "local/de").rglob("*.md")}
        if (root / "local/de").is_dir()
        else set()
    )
    found = listed(root)
    core = {entry.id for entry in found}
    for name in files:
        identity = f"A-{name.split('/a-')[1][:2]}"
        assert identity in core or identity.startswith("A-9") or name in {entry.file for entry in found}
    done = upgraded(root)
    stale = {entry.name for entry in found if entry.state != "current"}
    assert stale == {entry.name for entry in done if entry.outcome not in ("moved", "blocked")}
    text = "\n".join(file.read_text(encoding="utf-8") for file in (root / "local").rglob("*.md") if ".base" not in file.parts)
    assert [line for line in kept if line not in text] == []
    before = snapshot(root)
    upgraded(root)
    assert snapshot(root) == before


def test_the_helper_functions_of_the_plays_do_what_they_say(tmp_path: Path) -> None:
    make_core(tmp_path)
    steps: list[Callable[[], object]] = [
        lambda: core_step(tmp_path, "cut", 0, 1, "x"),
        lambda: core_step(tmp_path, "rename", 1, 0, "neu"),
        lambda: core_step(tmp_path, "delete", 2, 0, "x"),
    ]
    for step in steps:
        step()
    assert "beta" not in (tmp_path / "docs/de" / PAGES[0]).read_text(encoding="utf-8")
    assert sorted(file.name for file in (tmp_path / "docs/de/start").iterdir()) == ["a-01-eins.md", "a-02-neu.md"]
    assert town_step(tmp_path, "section", 1, 2, "t1") == "Ort t1."


@pytest.mark.slow
def test_a_town_begins_changes_three_things_and_takes_an_upgrade(small: Path, tmp_path: Path) -> None:
    for lang, words in (("de", "Womit geht es weiter?"), ("en", "What comes next?")):
        replace(small / f"docs/{lang}/{PROCESS}", words, f"{words}\n\nZwei.\n\nDrei.")
    handbook(small, "translated", "P-99")
    git(small, "init", "-q", "-b", "main")
    commit(small, "v1")
    town = tmp_path / "town"
    git(tmp_path, "clone", "-q", str(small), str(town))
    handbook(town, "local", "init", "--name", "Auenrade", "--set", "frist.triage=3 workday")
    facts = town / "local/kommune.yml"
    facts.write_text(facts.read_text(encoding="utf-8") + "hide: [C-99]\n", encoding="utf-8")
    handbook(town, "local", "adopt", "P-99#danach")
    replace(town / LOCAL, "Womit geht es weiter?", "Rufen Sie Frau Vogt an, innerhalb von {{ frist.triage }}.")
    handbook(town, "build")
    page = (town / "site/prozesse/p-99-titel.html").read_text(encoding="utf-8")
    assert "Rufen Sie Frau Vogt an, innerhalb von 3 Arbeitstagen." in page
    assert (town / "site/start/a-90-konfliktmanagement-bei-uns.html").is_file() and not (town / "site/checklisten").exists()
    commit(town, "local")
    replace(small / DE, "Wann hören Sie auf", "Wann hören Sie sofort auf")
    replace(small / DE, "Drei.", "Drei. Neuer Satz des Kerns.")
    commit(small, "v2")
    git(town, "pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
    assert handbook(town, "local", "status", check=False).returncode == 1
    handbook(town, "local", "upgrade")
    text = (town / LOCAL).read_text(encoding="utf-8")
    assert "Rufen Sie Frau Vogt an" in text and "Neuer Satz des Kerns." in text
    handbook(town, "check")
