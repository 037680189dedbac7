"""Habits of the house that no type checker sees, each as a test."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from handbook.checks.run import check_all
from handbook.cli import cli
from handbook.layers.compose import load
from handbook.locale import catalogue
from handbook.model import pages
from handbook.model.data import read_data
from tests.helpers import PLACES, REPO, TEMPLATES

PACKAGE = REPO / "handbook"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Who may import whom, as in handbook/README.md; `errors` and `locale` are open to all.
LAYERS: dict[str, set[str]] = {
    "errors": set(),
    "locale": set(),
    "processes": set(),
    "model": set(),
    "layers": {"model"},
    "weave": {"model", "layers.slots"},
    "diagrams": {"model", "layers.slots", "weave.text"},
    "checks": {"model", "layers.compose", "layers.facts", "weave.blocks"},
    "finish": {"model", "layers.slots"},
    "search": {"model"},
    "export": {
        "model",
        "layers.slots",
        "layers.brand",
        "finish.machine",
        "finish.page",
        "finish.downloads",
        "weave.text",
        "processes",
    },
    "pipeline": {"model", "layers", "weave", "finish", "search", "diagrams", "export"},
    "website": {"pipeline", "model", "layers", "finish", "checks.report", "export.remarks", "processes"},
    "help": set(),
    "cli": {"pipeline", "model", "layers", "weave", "finish", "checks", "website", "export", "help"},
}

# Rules that no golden case can show: a net under errors of pydantic that no page has caused so far.
WITHOUT_CASE = {"value-other"}


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", [file for file in MODULES if room(file) in LAYERS], ids=lambda file: str(file.relative_to(REPO)))
def test_rooms_import_only_what_the_map_allows(file: Path) -> None:
    own = room(file)
    allowed = {own, "errors", "locale", *LAYERS[own]}
    for name in imports(file):
        if name.startswith("handbook."):
            wanted = name.removeprefix("handbook.")
            if wanted == "__version__":
                continue
            assert any(wanted == entry or wanted.startswith(f"{entry}.") for entry in allowed), name
        if name.split(".")[0].startswith("mkdocs"):
            assert own == "website", f"only website may import {name}"


def test_every_room_is_on_the_map() -> None:
    text = (PACKAGE / "README.md").read_text(encoding="utf-8")
    rooms = {room(file) for file in MODULES} - {"__init__", "__main__"}
    assert rooms == set(LAYERS)
    assert [name for name in sorted(rooms) if f"`{name}" not in text] == []


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(REPO)))
def test_modules_open_alike(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module says in its first line what it is for"
    if len(tree.body) > 1 and file.name != "__init__.py":
        second = tree.body[1]
        assert isinstance(second, ast.ImportFrom) and second.module == "__future__"


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(REPO)))
def test_only_the_command_line_prints_and_exits(file: Path) -> None:
    if file.name in ("cli.py", "__main__.py"):
        return
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"print", "exit", "quit"}


def test_both_languages_have_the_same_words() -> None:
    assert _keys(catalogue("de")) == _keys(catalogue("en"))
    for key, german in _leaves(catalogue("de")).items():
        english = _leaves(catalogue("en"))[key]
        assert set(re.findall(r"\{(\w+)\}", german)) == set(re.findall(r"\{(\w+)\}", english)), key


def _leaves(node: Any, path: str = "") -> dict[str, str]:
    if isinstance(node, Mapping):
        return {key: text for name, child in node.items() for key, text in _leaves(child, f"{path}.{name}").items()}
    return {path: str(node)}


def _keys(node: Any) -> list[str]:
    return sorted(_leaves(node))


def test_every_rule_is_raised_and_shown_by_a_golden_case() -> None:
    rules = set(catalogue("de")["findings"])
    code = "\n".join(file.read_text(encoding="utf-8") for file in MODULES)
    for rule in rules:  # some names are put together: f"parity-{kind}"
        assert f'"{rule}"' in code or f'f"{rule.split("-")[0]}-{{' in code, rule
    cases = "\n".join(file.read_text(encoding="utf-8") for file in (REPO / "tests/checks/cases").glob("*.yml"))
    assert {rule for rule in rules if f"[{rule}]" not in cases} == WITHOUT_CASE


def test_every_page_type_has_skeletons_and_a_name() -> None:
    for kind in pages.PAGE_TYPES:
        assert kind in PLACES
        assert (TEMPLATES / "de" / f"{kind}.md").is_file() and (TEMPLATES / "en" / f"{kind}.md").is_file()
        assert catalogue("de")["types"][kind] and catalogue("en")["types"][kind]


def test_every_command_is_in_the_readme() -> None:
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    for name in cli.commands:
        assert f"handbook {name}" in readme or f"scripts/{name}" in readme, name
    for script in (REPO / "scripts").iterdir():
        assert f"scripts/{script.name}" in readme + (REPO / "CONTRIBUTING.md").read_text(encoding="utf-8"), script.name


def test_the_readme_opens_with_the_two_commands() -> None:
    opening = (REPO / "README.md").read_text(encoding="utf-8")[:600]
    assert opening.index("scripts/build") < opening.index("scripts/test")


def test_what_a_device_may_store_is_listed_once_and_on_the_privacy_page() -> None:
    """One script stores words, through one list of keys; both privacy pages name these, and the worker that keeps pages."""
    scripts = {file: file.read_text(encoding="utf-8") for file in (REPO / "overrides").rglob("*.js")}
    storing = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.")
    assert {file.name for file, text in scripts.items() if storing.search(text)} == {"handbook.js", "worker.js"}
    listed = re.search(r"var KEYS = \[(.*?)\]", scripts[REPO / "overrides/assets/js/handbook.js"])
    assert listed
    keys = set(re.findall(r'"([\w.]+)"', listed[1]))
    for lang in ("de", "en"):
        page = (REPO / "docs" / lang / "datenschutz.md").read_text(encoding="utf-8")
        assert set(re.findall(r"^\| `([\w.]+)` \|", page, re.M)) == keys
        assert "`worker.js`" in page


def test_local_is_reserved_for_forks() -> None:
    tracked = subprocess.run(["git", "ls-files", "local"], cwd=REPO, capture_output=True, text=True, check=True).stdout
    assert tracked == ""


def test_our_own_handbook_has_no_error_and_only_known_warnings() -> None:
    known = yaml.safe_load((REPO / "tests" / "checks" / "warnings.yml").read_text(encoding="utf-8"))
    found = {(entry.path, entry.rule) for entry in check_all(*load(REPO))}
    assert found == {(entry["path"], entry["rule"]) for entry in known}


def test_each_fact_that_is_a_text_has_an_example() -> None:
    slots = read_data(REPO / "docs" / "_data", REPO).slots
    assert [name for name, slot in slots.items() if slot.type == "text" and slot.example is None] == []
