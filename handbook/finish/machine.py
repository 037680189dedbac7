"""`handbook.json`: the model for other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from handbook.layers.slots import filled
from handbook.model import pages
from handbook.model.library import Library
from handbook.model.references import references

SCHEMA = 1


def model(library: Library) -> dict[str, Any]:
    """Pages, processes with steps, and roles; urls are relative to the root of the site."""
    refs = references(library)
    return {
        "schema": SCHEMA,
        "pages": [_page(identity, library) for identity in library.ids],
        "processes": [_process(process, library) for process in library.of(pages.Process)],
        "roles": [
            {
                "id": role.id,
                "kind": role.kind,
                "title": title_of(role.id, library),
                "processes": dict(refs.processes_of(role.id)),
            }
            for role in library.of(pages.Role)
        ],
    }


def url(path: str, lang: str) -> str:
    """Address of a page relative to the root of the site."""
    return ("" if lang == "de" else "en/") + path.removesuffix(".md") + ".html"


def title_of(identity: str, library: Library) -> dict[str, str]:
    """The title of a written page by language, slots filled in."""
    data, values = library.data, library.slot_values
    return {lang: filled(library.head(identity, lang).title, data, values, lang) for lang in library.languages}


def _page(identity: str, library: Library) -> dict[str, Any]:
    head = library.head(identity, "de")
    path = library.path(identity)
    return {
        "id": identity,
        "type": head.type,
        "path": path,
        "title": title_of(identity, library),
        "summary": {lang: library.head(identity, lang).summary for lang in library.languages},
        "keywords": {lang: list(library.head(identity, lang).keywords) for lang in library.languages},
        "url": {lang: url(path, lang) for lang in library.languages},
        "translated": identity in library.english,
        "evidence": head.evidence,
        "stand": head.stand.isoformat(),
        "layer": library.german[identity].file.layer,
    }


def _process(process: pages.Process, library: Library) -> dict[str, Any]:
    english = library.head(process.id, "en")
    assert isinstance(english, pages.Process)
    return {
        "id": process.id,
        "owner": process.owner,
        "group": process.group,
        "trigger": {"de": process.trigger, "en": english.trigger},
        "steps": [_step(german, other) for german, other in zip(process.steps, english.steps, strict=True)],
    }


def _step(german: pages.Task | pages.Decision | pages.End, english: pages.Task | pages.Decision | pages.End) -> dict[str, Any]:
    data = german.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    data["label"] = {"de": german.label, "en": english.label}
    if isinstance(german, pages.Decision) and isinstance(english, pages.Decision):
        data["next"] = [
            {"to": choice.to, "label": {"de": choice.label, "en": other.label}}
            for choice, other in zip(german.next, english.next, strict=True)
        ]
    if isinstance(german, pages.End) and isinstance(english, pages.End):
        data["result"] = {"de": german.result, "en": english.result}
    return data


def write(site: Path, library: Library) -> None:
    """Write the file at the root of the site."""
    text = json.dumps(model(library), ensure_ascii=False, indent=1)
    (site / "handbook.json").write_text(text + "\n", encoding="utf-8")
