"""Begin an edition: the file of facts with every slot, open ones as comments, and a first page of the town's own."""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from handbook.errors import ContentError, HandbookError
from handbook.layers.compose import CORE, LOCAL, core_of, load
from handbook.layers.defaults import record as record_defaults
from handbook.layers.facts import FACTS, example_of, read_facts, span_of
from handbook.layers.files import write
from handbook.layers.slots import duration
from handbook.layers.translations import record
from handbook.locale import word
from handbook.model.data import Data, Slot, read_data
from handbook.model.edition import SCHEMA
from handbook.model.pages import Duration

IDENTITY = "A-90"
PAGE = "start/a-90-konfliktmanagement-bei-uns.md"
NAME = "kommune.name"
ASKED = (NAME, "kommune.anlaufstelle.telefon", "kommune.anlaufstelle.mail")
IGNORED = ".venv/\n/site/\n/proposals/\n.cache/\n.handbook-new-*/\n.handbook-old-*/\n"


def data_for(root: Path) -> Data:
    """The core's data for a folder that holds the core, or nothing yet."""
    core = core_of(root, beginning=True)
    return read_data(core / CORE / "_data", core)


def begin(root: Path, data: Data, values: Mapping[str, str], *, lang: str, today: datetime.date) -> list[str]:
    """Write `local/kommune.yml` and a first page in both languages; the names of the files.

    Raises ContentError for values of the wrong kind and HandbookError if there is an edition already; nothing is written then.
    """
    if (root / FACTS).exists():
        raise HandbookError(word(lang, "local.there_already", file=FACTS))
    unknown = [name for name in values if name not in data.slots]
    if unknown:
        raise HandbookError(word(lang, "local.no_slot", slot=", ".join(unknown)))
    files = {FACTS: facts_text(data, values, lang)}
    for code in ("de", "en"):
        files[f"{LOCAL}/{code}/{PAGE}"] = _page(code, today)
    if not (root / ".gitignore").exists():
        files[".gitignore"] = IGNORED
    _check(files[FACTS], data)
    new = {name: text for name, text in files.items() if not (root / name).exists()}
    for name, text in new.items():
        write(root / name, text)
    record(load(root)[0], root, IDENTITY, lang)
    record_defaults(root, data)
    return list(new)


def _check(text: str, data: Data) -> None:
    """Read the facts as the next command will, before they are in place."""
    with tempfile.TemporaryDirectory(prefix="handbook-") as folder:
        write(Path(folder) / FACTS, text)
        found = read_facts(Path(folder), data).findings
    if found:
        raise ContentError(found)


def facts_text(data: Data, values: Mapping[str, str], lang: str) -> str:
    """The file: settings first, then every slot with its label; what is not known yet is a comment."""
    lines = [word(lang, "facts_file.head"), f"schema: {SCHEMA}", "", word(lang, "facts_file.settings"), ""]
    for group, names in _groups(data).items():
        lines.append(f"# --- {word(lang, f'facts_file.groups.{group}')} ---")
        for name in names:
            lines += _slot_lines(name, data.slots[name], values, lang)
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _groups(data: Data) -> dict[str, list[str]]:
    """Facts that must be there, facts that may, time limits with a proposal."""
    slots = data.slots
    return {
        "mandatory": [name for name, slot in slots.items() if slot.mandatory],
        "optional": [name for name, slot in slots.items() if not slot.mandatory and slot.type != "duration"],
        "duration": [name for name, slot in slots.items() if not slot.mandatory and slot.type == "duration"],
    }


def _slot_lines(name: str, slot: Slot, values: Mapping[str, str], lang: str) -> Iterator[str]:
    yield f"# {slot.label.get(lang)}"
    if name in values:
        yield f"{name}: {_value(values[name], slot, lang)}"
    elif slot.default:
        yield f"# {name}: {duration(slot.default, lang)}"
    else:
        yield f"# {name}: {' | '.join(slot.options) or example_of(slot)}"


def _value(text: str, slot: Slot, lang: str) -> str:
    """A value from the command line as YAML."""
    if slot.type == "duration" and (span := span_of(text)):
        return duration(Duration.model_validate(span), lang)
    return text if slot.type == "date" else json.dumps(text, ensure_ascii=False)


def _page(lang: str, today: datetime.date) -> str:
    front = [f"id: {IDENTITY}"]
    if lang == "de":
        front += ["type: start"]
    front += [f"{key}: {word(lang, f'first_page.{key}')}" for key in ("title", "summary")]
    front += [f"keywords: [{word(lang, 'first_page.keywords')}]"]
    if lang == "de":
        front += [f"stand: {today.isoformat()}", "evidence: recommended"]
    return "---\n" + "\n".join(front) + f"\n---\n\n{word(lang, 'first_page.body')}\n\n{word(lang, 'first_page.starter')}\n"
