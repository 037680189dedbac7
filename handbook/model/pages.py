"""The page types: what may stand in the front matter of each, and which sections its body has.

The contract in words is `handbook/README.md`. German pages carry structure and text, English pages the text alone.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PositiveInt, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

ID = r"(?:Q[AB]-\d|Q-\d|E-\d|[A-Z]-\d{2,3}|[a-z]+(?:-[a-z]+)*)"
NUMBERED_ID = r"(?:Q[AB]-\d|Q-\d|E-\d|[A-Z]-\d{2,3})"
NAME = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"

PageId = Annotated[str, StringConstraints(pattern=f"^{ID}$")]
RoleId = Annotated[str, StringConstraints(pattern=r"^R-\d{2,3}$")]
FormId = Annotated[str, StringConstraints(pattern=r"^F-\d{2,3}$")]
ChecklistId = Annotated[str, StringConstraints(pattern=r"^C-\d{2,3}$")]
LawId = Annotated[str, StringConstraints(pattern=r"^J-\d{2,3}$")]
ProcessId = Annotated[str, StringConstraints(pattern=r"^P-\d{2,3}$")]
PhaseId = Annotated[str, StringConstraints(pattern=r"^E-\d$")]
ThemeId = Annotated[str, StringConstraints(pattern=r"^T-\d{2,3}$")]
CaseId = Annotated[str, StringConstraints(pattern=r"^[DL]-\d{2,3}$")]
StepId = Annotated[str, StringConstraints(pattern=r"^s\d+$")]
Name = Annotated[str, StringConstraints(pattern=f"^{NAME}$")]
SlotName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:\.[a-z0-9]+)+$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
StepLabel = Annotated[str, StringConstraints(min_length=1, max_length=90, strip_whitespace=True)]
Stage = Annotated[str, StringConstraints(pattern="^[1-9](–[1-9])?$")]
Unit = Literal["hour", "workday", "day", "week", "month", "year"]
Texts = tuple[Text, ...]


class Model(BaseModel):
    """Frozen, and strict about keys: a misspelt key is an error, not silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Head(Model):
    """Front matter that every German page has.

    `urgent` is for the first hour: the first section says what to do now and comes before summary, facts and contents.
    `after` names the page that this one follows in the navigation, otherwise it stands by its id; `replaces` holds the digests of
    the core page that a local page was adopted from.
    """

    id: PageId
    type: str
    title: Text
    summary: Annotated[str, StringConstraints(min_length=1, max_length=240, strip_whitespace=True)]
    keywords: Texts
    stand: datetime.date
    evidence: Literal["sourced", "recommended", "mixed"]
    blocks: dict[str, tuple[Name, ...]] = {}
    urgent: bool = False
    after: PageId | None = None
    replaces: dict[str, str] = {}


class HeadTexts(Model):
    """Front matter that every English page has; `translates` holds a digest per German section, `replaces` per core section."""

    id: PageId
    title: Text
    summary: Annotated[str, StringConstraints(min_length=1, max_length=260, strip_whitespace=True)]
    keywords: Texts
    translates: dict[str, str] = {}
    replaces: dict[str, str] = {}


# --- processes ---


class Duration(Model):
    """A time span as a number and a unit."""

    value: PositiveInt
    unit: Unit


class Within(Model):
    """A deadline: either a fixed duration or the name of a duration slot."""

    value: PositiveInt | None = None
    unit: Unit | None = None
    slot: SlotName | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Within:
        if bool(self.slot) == bool(self.value and self.unit):
            raise PydanticCustomError("within", "either value and unit, or slot")
        return self


class Raci(Model):
    """Who else has a part in a step; the R is the step's role, the A the process's owner unless given here."""

    A: RoleId | None = None
    C: tuple[RoleId, ...] = ()
    I: tuple[RoleId, ...] = ()  # noqa: E741 - the letter is the term


class Choice(Model):
    """One way out of a decision."""

    to: StepId
    label: Text


class StepBase(Model):
    """What task, decision and end share."""

    id: StepId
    label: StepLabel
    raci: Raci = Raci()
    forms: tuple[FormId, ...] = ()
    checklists: tuple[ChecklistId, ...] = ()
    within: Within | None = None


def as_tuple(value: Any) -> Any:
    """One id stands for a list of one."""
    return (value,) if isinstance(value, str) else value


class Task(StepBase):
    """Something that one role does; several ids in `next` run in parallel."""

    kind: Literal["task"]
    role: RoleId
    next: Annotated[tuple[StepId, ...], BeforeValidator(as_tuple), Field(min_length=1)]


class Decision(StepBase):
    """A question with two or more answers, each with its next step."""

    kind: Literal["decision"]
    role: RoleId
    next: Annotated[tuple[Choice, ...], Field(min_length=2)]


class End(StepBase):
    """Where a path ends; `then` names the process that follows."""

    kind: Literal["end"]
    role: RoleId | None = None
    result: Text
    then: PageId | None = None


Step = Annotated[Task | Decision | End, Field(discriminator="kind")]


class Process(Head):
    """A reference process; its flow stands here once for both languages."""

    type: Literal["process"]
    owner: RoleId
    trigger: Text
    inputs: Texts
    outputs: Texts
    law: tuple[LawId, ...] = ()
    group: Literal["faelle", "frueh", "krise", "intern", "steuern"]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class StepTexts(Model):
    """The English words of one step."""

    label: StepLabel
    next: dict[StepId, Text] = {}
    result: Text | None = None


class ProcessTexts(HeadTexts):
    """English words of a process."""

    trigger: Text
    inputs: Texts = ()
    outputs: Texts = ()
    steps: dict[StepId, StepTexts]


# --- roles, checklists, forms ---


class Role(Head):
    """A post, function, body or partner that takes part in processes."""

    type: Literal["role"]
    kind: Literal["post", "function", "body", "partner"]
    appointed_by: Text
    reports_to: Text
    time: Text


class RoleTexts(HeadTexts):
    """English words of a role; ids of other roles are not repeated."""

    appointed_by: Text | None = None
    reports_to: Text | None = None
    time: Text


class Checklist(Head):
    """Questions to be answered yes or no; the items stand in the body as task lists."""

    type: Literal["checklist"]
    when: Text
    who: Annotated[tuple[RoleId, ...], Field(min_length=1)]
    phase: PhaseId | None = None


class ChecklistTexts(HeadTexts):
    """English words of a checklist."""

    when: Text


class FormField(Model):
    """One field of a form, in the order of the paper. `lines` of a signature: how many people sign."""

    id: Name
    label: Text
    kind: Literal["text", "long", "date", "choice", "check", "signature"]
    options: Texts = ()
    required: bool = False
    note: Text | None = None
    lines: Annotated[int, Field(ge=1, le=12)] = 1
    personal: bool
    retention: Name

    @model_validator(mode="after")
    def _options(self) -> FormField:
        if (self.kind == "choice") != bool(self.options):
            raise PydanticCustomError("options", "options belong to kind choice, and choice needs them")
        if self.lines > 1 and self.kind != "signature":
            raise PydanticCustomError("lines", "lines belong to kind signature")
        return self


SampleValue = bool | datetime.date | Text


class Form(Head):
    """A form as data: fields, and samples by the case whose paper it is."""

    type: Literal["form"]
    process: ProcessId | None = None
    phase: PhaseId | None = None
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]
    samples: dict[CaseId, dict[Name, SampleValue]]

    @model_validator(mode="after")
    def _belongs(self) -> Form:
        if bool(self.process) == bool(self.phase):
            raise PydanticCustomError("belongs", "either process or phase")
        return self


class FieldTexts(Model):
    """The English words of one field; `options` in the German order."""

    label: Text
    note: Text | None = None
    options: Texts = ()


class FormTexts(HeadTexts):
    """English words of a form."""

    fields: dict[Name, FieldTexts]
    samples: dict[CaseId, dict[Name, Text]] = {}


# --- the other types ---


class Theme(Head):
    """A field of conflict with its patterns."""

    type: Literal["theme"]
    conflict_types: Texts
    procedures: tuple[ProcessId, ...]


class ThemeTexts(HeadTexts):
    """English words of a theme."""

    conflict_types: Texts


class Case(Head):
    """A documented or constructed case; `escalation` is a stage of Glasl, left out where there is none (an act of violence)."""

    type: Literal["case"]
    case: Literal["documented", "constructed"]
    themes: tuple[ThemeId, ...]
    conflict_type: Texts
    escalation: Stage | None = None
    processes: tuple[ProcessId, ...]
    size: Literal["small", "town", "district", "region"]


class CaseTexts(HeadTexts):
    """English words of a case."""

    conflict_type: Texts


class Norm(Model):
    """One provision and the date of the text that was read."""

    name: Text
    section: Text
    stand: datetime.date


class Law(Head):
    """What the law says and what it means for the work."""

    type: Literal["law"]
    norms: Annotated[tuple[Norm, ...], Field(min_length=1)]
    land: Literal["NRW", "all"]


class Phase(Head):
    """A phase of the introduction."""

    type: Literal["phase"]
    duration: Text
    outputs: Texts


class PhaseTexts(HeadTexts):
    """English words of a phase."""

    duration: Text
    outputs: Texts = ()


class Training(Head):
    """A module or short format."""

    type: Literal["training"]
    duration: Text
    audience: Text
    goals: Texts


class TrainingTexts(HeadTexts):
    """English words of a training page."""

    duration: Text
    audience: Text
    goals: Texts


class Evaluation(Head):
    """A page of the evaluation part."""

    type: Literal["evaluation"]


class Card(Head):
    """One sheet of paper: prints on a single A4 page."""

    type: Literal["card"]
    sheet: Literal["portrait", "landscape"]


class Plain(Head):
    """Pages with free sections."""

    type: Literal["start", "guide", "reference", "legal"]


PAGE_TYPES: dict[str, tuple[type[Head], type[HeadTexts]]] = {
    "process": (Process, ProcessTexts),
    "role": (Role, RoleTexts),
    "checklist": (Checklist, ChecklistTexts),
    "form": (Form, FormTexts),
    "theme": (Theme, ThemeTexts),
    "case": (Case, CaseTexts),
    "law": (Law, HeadTexts),
    "phase": (Phase, PhaseTexts),
    "training": (Training, TrainingTexts),
    "evaluation": (Evaluation, HeadTexts),
    "card": (Card, HeadTexts),
    "start": (Plain, HeadTexts),
    "guide": (Plain, HeadTexts),
    "reference": (Plain, HeadTexts),
    "legal": (Plain, HeadTexts),
}

# Section ids in order; "*" marks those that stand only where there is something to say. The headings are in handbook/locale.
SECTIONS: dict[str, tuple[str, ...]] = {
    "process": ("kurz", "wann", "ablauf", "stopp", "groesse*", "wortlaut*", "danach*"),
    "role": (
        "auftrag", "aufgaben", "nicht-aufgabe", "koennen", "vertretung",
        "stelle*", "bestellung*", "erreichen*", "auskunft*",
    ),
    "form": ("wozu", "ausfuellen"),
    "theme": (
        "muster", "beteiligte", "interessen", "konfliktart", "zeichen", "rahmen", "fehler", "verfahren",
        "wortlaut*", "partner*",
    ),
    "case": (
        "lage", "beteiligte", "verlauf", "vorgehen", "ergebnis", "offen*", "fragen", "loesung*", "varianten*",
        "uebertragung",
    ),
    "phase": ("warum", "ablauf", "entscheidung", "ergebnis", "aufwand"),
    "training": ("ziele", "ablauf", "uebungen", "transfer", "pruefung*"),
    "evaluation": ("zweck", "vorgehen", "grenzen"),
    "law": ("regel", "bedeutung", "grenzen", "andere-laender*"),
}  # fmt: skip

# Which of the optional sections of a role its kind demands; the others are refused.
ROLE_SECTIONS: dict[str, tuple[str, ...]] = {
    "post": ("stelle", "bestellung"),
    "function": ("bestellung",),
    "body": ("erreichen", "auskunft"),
    "partner": ("erreichen", "auskunft"),
}

# Sections that the program weaves, by type; typing one is a finding.
WOVEN_SECTIONS: dict[str, tuple[str, ...]] = {
    "process": ("steckbrief", "verwandt"),
    "role": ("prozesse", "verwandt"),
    "checklist": ("verwendet-in", "verwandt"),
    "form": ("felder", "muster", "daten", "verwendet-in", "verwandt"),
    "case": ("papiere", "verwandt"),
}


def woven_sections(kind: str) -> tuple[str, ...]:
    """Ids of the sections that are woven into pages of a type."""
    return WOVEN_SECTIONS.get(kind, ("verwandt",))


# Sections that protect people or state the law; while their translation is outdated, the German text holds.
BINDING: dict[str, tuple[str, ...]] = {
    "process": ("stopp",),
    "theme": ("rahmen",),
    "law": ("regel", "bedeutung", "grenzen", "andere-laender"),
}


def is_binding(head: Head, section: str) -> bool:
    """Whether a section is about safety or law. On urgent pages all are; legal pages state the law throughout."""
    return head.urgent or head.type == "legal" or section in BINDING.get(head.type, ())


# A hint for each key, shown with the message when its value cannot be read.
EXAMPLES: dict[str, str] = {
    "id": "id: P-01",
    "type": "type: process",
    "title": "title: Meldung aufnehmen",
    "summary": "summary: Jemand meldet einen Konflikt. Sie hören zu und schreiben das Nötigste auf.",
    "keywords": "keywords: [Beschwerde, Anruf]",
    "stand": "stand: 2026-11-24",
    "evidence": "evidence: recommended",
    "blocks": "blocks: {kurz: [gefahr]}",
    "urgent": "urgent: true",
    "owner": "owner: R-04",
    "trigger": "trigger: Eine Person meldet einen Konflikt.",
    "inputs": "inputs: [F-01]",
    "outputs": "outputs: [F-02, Fallnummer]",
    "law": "law: [J-03]",
    "group": "group: faelle",
    "steps": "steps: [{id: s1, kind: task, role: R-04, label: Zuhören, next: s2}]",
    "within": "within: {value: 2, unit: workday}",
    "raci": "raci: {C: [R-05], I: [R-03]}",
    "next": "next: s2",
    "kind": "kind: task",
    "role": "role: R-04",
    "label": "label: Eingang bestätigen",
    "who": "who: [R-04]",
    "when": "when: Vor jedem Erstgespräch",
    "fields": "fields: [{id: ort, label: Ort, kind: text, personal: false, retention: fallakte}]",
    "samples": "samples: {L-15: {ort: Mühlenstraße 12}}",
    "retention": "retention: fallakte",
    "personal": "personal: true",
    "options": "options: [ja, nein]",
    "lines": "lines: 5",
    "process": "process: P-01",
    "phase": "phase: E-1",
    "norms": "norms: [{name: MediationsG, section: § 4, stand: 2015-08-31}]",
    "land": "land: NRW",
    "sheet": "sheet: portrait",
    "say": "say: [Zoff, Krach, Ärger mit Nachbarn]",
    "find": "find: [Streit]",
    "weeks": "weeks: 44 (1 bis 52 / 1 to 52)",
    "overhead": "overhead: 25 (0 bis 99 / 0 to 99)",
    "full_post": "full_post: 39",
    "hours": "hours: 1.5",
    "pieces": "pieces: {small: 15, town: 60, district: 150}",
    "escalation": 'escalation: "4"',
    "translates": "translates: {kurz: 0123456789ab}",
    "replaces": "replaces: {kurz: 0123456789ab}",
    "overlay": "overlay: sections",
    "sections": "sections: {wortlaut: append}",
    "between": "between: [s2, s3]",
    "languages": "languages: [de]",
    "hide": "hide: [P-11]",
    "site_name": 'site_name: {de: "Handbuch der Stadt Auenrade", en: "Handbook of the Town of Auenrade"}',
    "logo": "logo: wappen.svg",
    "colours": 'colours: {brand: "#0f4c54"}',
    "brand": 'brand: "#0f4c54"',
    "accent": 'accent: "#a8480f"',
    "after": "after: A-02",
    "questions": "questions: [{id: gefahr, axis: verletzlichkeit, text: {…}, answers: […]}]",
    "answers": "answers: [{id: nein, text: {…}}, {id: ja, level: 2, outcome: notruf, text: {…}}]",
    "level": "level: 1 (0, 1, 2)",
    "outcome": "outcome: notruf",
    "order": "order: [gefahr, lage]",
}
