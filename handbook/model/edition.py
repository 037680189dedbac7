"""The edition of a municipality: the settings and facts of `local/kommune.yml`, and how a local page is laid over a core page."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from handbook.model.data import Bilingual
from handbook.model.pages import (
    ChecklistId,
    Choice,
    Duration,
    FormId,
    Model,
    Name,
    PageId,
    Raci,
    RoleId,
    StepId,
    StepLabel,
    Text,
    Within,
    as_tuple,
)

SCHEMA = 1
SlotValue = str | Bilingual | Duration | datetime.date
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Mode = Literal["replace", "prepend", "append", "insert"]


class Colours(Model):
    """The town's colours on white; the tones of the dark scheme are derived."""

    brand: Colour
    accent: Colour | None = None


class Edition(Model):
    """What `local/kommune.yml` says besides facts. The keys are reserved: a slot's name always contains a dot."""

    schema_: Annotated[int, Field(alias="schema")] = SCHEMA
    languages: Annotated[tuple[Literal["de", "en"], ...], Field(min_length=1)] = ("de", "en")
    site_name: Bilingual | None = None
    hide: tuple[PageId, ...] = ()
    logo: Text | None = None
    colours: Colours | None = None
    offline: bool = True


SETTINGS = frozenset(field.alias or name for name, field in Edition.model_fields.items())


class StepChange(Model):
    """What a municipality does to one step: the given keys replace the reference's.

    `between` inserts a new step into the way from one step to another; `remove` takes a step out.
    """

    between: tuple[StepId, StepId] | None = None
    remove: bool = False
    kind: Literal["task", "decision"] | None = None
    role: RoleId | None = None
    label: StepLabel | None = None
    raci: Raci | None = None
    forms: tuple[FormId, ...] | None = None
    checklists: tuple[ChecklistId, ...] | None = None
    within: Within | None = None
    next: Annotated[tuple[StepId | Choice, ...], BeforeValidator(as_tuple)] | None = None
    result: Text | None = None
    then: PageId | None = None


class Overlay(Model):
    """Front matter of a local page that changes parts of a core page: sections of its body by id, steps by id, title, summary.

    `sections` says how a section of the body is laid over the core's (it replaces unless said otherwise); `replaces` holds the
    digest of each core part at the time it was adopted.
    """

    id: PageId
    overlay: Literal["sections"]
    stand: datetime.date | None = None
    title: Text | None = None
    summary: Annotated[str, StringConstraints(min_length=1, max_length=260, strip_whitespace=True)] | None = None
    sections: dict[Name, Mode] = Field(default_factory=dict)
    steps: dict[StepId, StepChange] = Field(default_factory=dict)
    replaces: dict[str, str] = Field(default_factory=dict)


class StepWords(Model):
    """The English words of a step that a municipality changed."""

    label: StepLabel | None = None
    next: dict[StepId, Text] = Field(default_factory=dict)
    result: Text | None = None


class OverlayTexts(Model):
    """The same on an English page: words only."""

    id: PageId
    overlay: Literal["sections"]
    title: Text | None = None
    summary: Annotated[str, StringConstraints(min_length=1, max_length=260, strip_whitespace=True)] | None = None
    sections: dict[Name, Mode] = Field(default_factory=dict)
    steps: dict[StepId, StepWords] = Field(default_factory=dict)
    replaces: dict[str, str] = Field(default_factory=dict)
    translates: dict[str, str] = Field(default_factory=dict)
