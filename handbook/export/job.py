"""What the process of one language needs to know to make its documents, and what it reports."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handbook.export.book import Imprint
from handbook.export.office.paper import Paper
from handbook.export.remarks import Remark

NAME = "handbuch-konfliktmanagement"


@dataclass(frozen=True)
class Urgent:
    """A process for the first hour: its date and the checklists of its steps."""

    id: str
    stand: datetime.date
    checklists: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """The documents of one language; plain data.

    `navigation` as for `book.read`, None for a site of another project; `name` is that of the whole book's file. `terms` are the
    words of the index, `kinds` which files are wanted (KINDS of make.py), `target` the folder that they are written into.
    """

    site: Path
    lang: str
    navigation: Sequence[Mapping[str, Any]] | None
    site_url: str
    imprint: Imprint
    brand: str
    accent: str
    cache: Path
    target: Path
    kinds: frozenset[str]
    name: str = NAME
    terms: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    urgent: tuple[Urgent, ...] = ()


@dataclass
class Made:
    """Remarks on pages, and the digests of what a process took from the cache or put there."""

    remarks: list[Remark] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
