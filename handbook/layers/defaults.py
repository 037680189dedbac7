"""The core's proposals for time limits as an edition last saw them, so that a changed one does not arrive unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from handbook.layers.files import write
from handbook.model.data import Data
from handbook.model.edition import SlotValue
from handbook.model.pages import Duration

FILE = "local/.base/slots.yml"


@dataclass(frozen=True)
class Changed:
    """A proposal that the core has changed, and that holds for the town since it has set no time limit of its own."""

    slot: str
    before: Duration
    now: Duration


def changed(root: Path, data: Data, values: Mapping[str, SlotValue]) -> list[Changed]:
    """What has changed since `record`; nothing where nothing was recorded."""
    seen = _seen(root)
    return [
        Changed(name, seen[name], slot.default)
        for name, slot in data.slots.items()
        if slot.default and name in seen and name not in values and seen[name] != slot.default
    ]


def record(root: Path, data: Data) -> bool:
    """Keep today's proposals as seen; whether that changed anything."""
    file = root / FILE
    today = {name: slot.default.model_dump() for name, slot in data.slots.items() if slot.default}
    text = yaml.safe_dump(today, allow_unicode=True, sort_keys=True)
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    write(file, text)
    return True


def _seen(root: Path) -> dict[str, Duration]:
    file = root / FILE
    loaded = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else None
    return {name: Duration.model_validate(span) for name, span in loaded.items()} if isinstance(loaded, dict) else {}
