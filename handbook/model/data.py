"""The data beside the pages (`docs/_data`): sources, slots, states, shared text, plans, triage, guide, glossary, words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, PositiveFloat, PositiveInt, StringConstraints, model_validator

from handbook.errors import Finding, finding
from handbook.locale import LANGUAGES
from handbook.model import yamlmap
from handbook.model.pages import (
    ChecklistId,
    Duration,
    FormId,
    Model,
    Name,
    PageId,
    ProcessId,
    RoleId,
    SlotName,
    Text,
    Texts,
)
from handbook.model.parse import parse
from handbook.model.source import read_text
from handbook.model.yamlmap import Key, YamlMap, YamlProblem

M = TypeVar("M", bound=Model)
ClassId = Literal["A", "B", "C", "D"]


class Bilingual(Model):
    """The same text in both languages."""

    de: Text
    en: Text

    def get(self, lang: str) -> str:
        """The text in `lang`."""
        return self.de if lang == "de" else self.en


class Shared(Bilingual):
    """Text for several pages; `both` instead of `de` and `en` where both sites show the same words (a statement to publish)."""

    @model_validator(mode="before")
    @classmethod
    def _same_in_both(cls, value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"both"}:
            return {"de": value["both"], "en": value["both"]}
        return value


class Slot(Model):
    """A fact that a municipality fills in; upstream shows the label, or the default of a duration.

    `start` says from when a time limit runs ("ab der Meldung"); the step table shows it. `options` are the values of a choice.
    `example` is what a town might write, from the constructed town of the cases; each slot of type text has one.
    """

    type: Literal["text", "phone", "email", "url", "duration", "date", "choice"]
    mandatory: bool = False
    options: Texts = ()
    default: Duration | None = None
    start: Bilingual | None = None
    label: Bilingual
    example: Text | Bilingual | None = None


class SourceEntry(Model):
    """One entry of the bibliography; an empty title means that the page's own title was not checked.

    `copy_at` names the place of an unofficial copy where that was read instead of the publisher's own text.
    """

    id: Annotated[str, StringConstraints(pattern=r"^S[0-9A-Z][0-9A-Za-z-]*$")]
    title: str = ""
    publisher: Text
    year: int | None = None
    url: str | None = None
    copy_at: str | None = None
    read: datetime.date | None = None
    kind: Literal["official", "self-description", "press", "research", "law"] | None = None
    note: Bilingual | None = None


class Planned(Model):
    """A page that is not written yet."""

    id: PageId
    type: Name
    path: Text
    title: Bilingual


class Level(Bilingual):
    """One column of the triage matrix; its points are its place (0, 1, 2)."""


class Axis(Model):
    """One row of the triage matrix."""

    id: Name
    name: Bilingual
    levels: tuple[Level, Level, Level]


class TriageClass(Model):
    """A class by sum of points, with what to do."""

    id: ClassId
    from_: Annotated[int, Field(alias="from")]
    to: int
    name: Bilingual
    action: Bilingual


class DangerRule(Model):
    """The level that decides alone, whatever the sum says."""

    axis: Name
    level: int
    class_: Annotated[ClassId, Field(alias="class")]


class Triage(Model):
    """The triage matrix of P-02."""

    axes: tuple[Axis, ...]
    classes: tuple[TriageClass, ...]
    danger: DangerRule

    def class_of(self, levels: Mapping[str, int]) -> ClassId | None:
        """The class that levels by axis lead to: danger decides alone, otherwise the sum of all axes; None while one is open."""
        if levels.get(self.danger.axis) == self.danger.level:
            return self.danger.class_
        if any(axis.id not in levels for axis in self.axes):
            return None
        points = sum(levels[axis.id] for axis in self.axes)
        return next((entry.id for entry in self.classes if entry.from_ <= points <= entry.to), None)


class Answer(Model):
    """An answer of the conflict guide: points on the question's axis, an outcome at once, a hint that goes along to it."""

    id: Name
    text: Bilingual
    level: Annotated[int, Field(ge=0, le=2)] | None = None
    outcome: Name | None = None
    note: Bilingual | None = None


class Question(Model):
    """A question of the conflict guide; `say` is how to ask it aloud."""

    id: Name
    axis: Name | None = None
    text: Bilingual
    help: Bilingual | None = None
    say: Bilingual | None = None
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)]

    @property
    def texts(self) -> tuple[Bilingual, ...]:
        """Every text that is shown."""
        found = (self.text, self.help, self.say, *(text for answer in self.answers for text in (answer.text, answer.note)))
        return tuple(text for text in found if text)


class Outcome(Model):
    """Where the conflict guide leads: with `class` by the points, otherwise by an answer alone."""

    id: Name
    class_: Annotated[ClassId | None, Field(alias="class")] = None
    title: Bilingual
    why: Bilingual
    now: Bilingual
    say: Bilingual
    process: ProcessId
    checklists: Annotated[tuple[ChecklistId, ...], Field(min_length=1)]
    forms: Annotated[tuple[FormId, ...], Field(min_length=1)]

    @property
    def texts(self) -> tuple[Bilingual, ...]:
        """Every text that is shown."""
        return (self.title, self.why, self.now, self.say)


class Lotse(Model):
    """The conflict guide: questions in order, and where they lead."""

    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1)]

    @property
    def texts(self) -> tuple[Bilingual, ...]:
        """Every text that is shown."""
        entries: tuple[Question | Outcome, ...] = (*self.questions, *self.outcomes)
        return tuple(text for entry in entries for text in entry.texts)


class Pieces(Model):
    """How often a year a kind of work comes up, by size of the municipality; "often" may be 0.5."""

    small: Annotated[float, Field(ge=0)]
    town: Annotated[float, Field(ge=0)]
    district: Annotated[float, Field(ge=0)]

    def get(self, size: str) -> float:
        """The number for a size."""
        number: float = getattr(self, size)
        return number


class Work(Model):
    """A kind of work of one role: so many pieces a year, so many hours a piece."""

    role: RoleId
    name: Bilingual
    processes: tuple[ProcessId, ...] = ()
    hours: PositiveFloat
    pieces: Pieces


class Workload(Model):
    """What the posts need. All figures are assumptions.

    `overhead` is the part of a post, in per cent, that no case gets; `full_post` is in hours a week.
    """

    weeks: Annotated[PositiveInt, Field(le=52)]
    overhead: Annotated[int, Field(ge=0, lt=100)]
    full_post: PositiveFloat
    work: Annotated[tuple[Work, ...], Field(min_length=1)]

    def of(self, role: str) -> tuple[Work, ...]:
        """The kinds of work of a role."""
        return tuple(work for work in self.work if work.role == role)

    def hours_a_week(self, role: str, size: str) -> float:
        """Sum of pieces x hours, divided by (1 - overhead) and by the working weeks."""
        return sum(work.pieces.get(size) * work.hours for work in self.of(role)) / (1 - self.overhead / 100) / self.weeks


class Avoided(Model):
    """Words that other texts use for a term and this handbook does not; a trailing * stands for every ending."""

    de: Texts = ()
    en: Texts = ()


class GlossaryEntry(Model):
    """One term: what it means and how this handbook uses it; `avoid` makes `handbook check` ask for the term instead.

    `tooltip` says whether pages explain the word where it first stands: always, never, or in one language only.
    """

    id: Name
    term: Bilingual
    definition: Bilingual
    use: Bilingual | None = None
    near: tuple[Name, ...] = ()
    avoid: Avoided = Avoided()
    tooltip: bool | Literal["de", "en"] = True
    source: str | None = None


class Redirect(Model):
    """An old path that leads to a page; written by `handbook move`."""

    path: Text
    id: PageId


class Synonyms(Model):
    """Words that people type, and the words by which the pages say it. Both may be phrases."""

    say: tuple[Text, ...]
    find: tuple[Text, ...]


class WordRule(Model):
    """Words that are not used, by language, with what to write instead."""

    word: Text
    instead: Text
    lang: Literal["de", "en"]
    severity: Literal["error", "warning"] = "warning"


class LotseChanges(Model):
    """What an edition changes of the conflict guide: entries with the id of a core entry replace it, others are added.

    `order` says which questions are asked and when; without it, those of the core, each in its place. `replaces` holds the digest
    of the core's entry for each that was adopted (`questions.gefahr`).
    """

    questions: tuple[Question, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    order: tuple[Name, ...] = ()
    replaces: dict[str, str] = Field(default_factory=dict)


class _Sources(Model):
    items: tuple[SourceEntry, ...]


class _PlannedList(Model):
    items: tuple[Planned, ...]


class _Glossary(Model):
    items: tuple[GlossaryEntry, ...]


class _Redirects(Model):
    items: tuple[Redirect, ...]


class _WordRules(Model):
    items: tuple[WordRule, ...]


class SynonymList(Model):
    """A file of synonyms."""

    items: tuple[Synonyms, ...]


class _Slots(Model):
    slots: dict[SlotName, Slot]


class _Texts(Model):
    texts: dict[Name, Bilingual]


class _States(Model):
    states: dict[str, dict[SlotName, Bilingual]]


class _Blocks(Model):
    texts: dict[Name, Shared]


@dataclass(frozen=True)
class Data:
    """Everything in `docs/_data`; `maps` gives the place of a key in a file, by file name.

    `lotse_places` gives file and line of each question and outcome of the conflict guide, by kind and id.
    """

    slots: Mapping[str, Slot]
    sources: Mapping[str, SourceEntry]
    planned: Mapping[str, Planned]
    blocks: Mapping[str, Bilingual]
    retention: Mapping[str, Bilingual]
    states: Mapping[str, Mapping[str, Bilingual]]
    glossary: tuple[GlossaryEntry, ...]
    redirects: tuple[Redirect, ...]
    word_rules: tuple[WordRule, ...]
    synonyms: Mapping[str, tuple[Synonyms, ...]]
    triage: Triage | None
    lotse: Lotse | None
    workload: Workload | None
    findings: tuple[Finding, ...]
    maps: Mapping[str, YamlMap] = field(default_factory=dict)
    lotse_places: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    @cached_property
    def terms(self) -> Mapping[str, GlossaryEntry]:
        """Glossary entries by id."""
        return {entry.id: entry for entry in self.glossary}


class _Reader:
    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder
        self.root = root
        self.findings: list[Finding] = []
        self.maps: dict[str, YamlMap] = {}

    def read(self, name: str, model: type[M], *, listing: bool = False, under: str = "") -> M | None:
        """Parse one file; a missing file counts as empty, a broken one becomes findings and None."""
        file = self.folder / name
        shown = file.relative_to(self.root).as_posix()
        if not file.exists():
            return None
        text = read_text(file, shown, self.root)
        if isinstance(text, Finding):
            self.findings.append(text)
            return None
        try:
            loaded = yamlmap.load(text, listing=listing)
        except YamlProblem as problem:
            self.findings.append(finding(shown, problem.line, problem.rule, **problem.values))
            return None
        if under:
            lines: dict[Key, int] = {(): 1, **{(under, *key): line for key, line in loaded.lines.items()}}
            loaded = YamlMap({under: loaded.data}, lines)
        self.maps[name] = loaded
        parsed = parse(model, loaded, shown)
        if isinstance(parsed, list):
            self.findings += parsed
            return None
        return parsed

    def unique(self, name: str, ids: list[str]) -> None:
        """Report ids that stand twice in a list file."""
        for index, identity in enumerate(ids):
            if identity in ids[:index]:
                line = self.maps[name].line("items", index)
                shown = (self.folder / name).relative_to(self.root).as_posix()
                self.findings.append(finding(shown, line, "data-duplicate-id", id=identity))


def read_data(folder: Path, root: Path) -> Data:
    """Read all data files below `folder`; problems are collected, not raised."""
    reader = _Reader(folder, root)
    slots = reader.read("slots.yml", _Slots, under="slots")
    sources = reader.read("sources.yml", _Sources, listing=True)
    planned = reader.read("planned.yml", _PlannedList, listing=True)
    glossary = reader.read("glossary.yml", _Glossary, listing=True)
    redirects = reader.read("redirects.yml", _Redirects, listing=True)
    rules = reader.read("words.yml", _WordRules, listing=True)
    blocks = reader.read("blocks.yml", _Blocks, under="texts")
    retention = reader.read("retention.yml", _Texts, under="texts")
    states = reader.read("states.yml", _States, under="states")
    triage = reader.read("triage.yml", Triage)
    lotse = reader.read("lotse.yml", Lotse)
    synonyms = {lang: reader.read(f"synonyms.{lang}.yml", SynonymList, listing=True) for lang in LANGUAGES}
    workload = reader.read("workload.yml", Workload)
    for name, items in (("sources.yml", sources), ("planned.yml", planned), ("glossary.yml", glossary)):
        if items:
            reader.unique(name, [entry.id for entry in items.items])
    return Data(
        slots=slots.slots if slots else {},
        sources={entry.id: entry for entry in sources.items} if sources else {},
        planned={entry.id: entry for entry in planned.items} if planned else {},
        blocks=blocks.texts if blocks else {},
        retention=retention.texts if retention else {},
        states=states.states if states else {},
        glossary=glossary.items if glossary else (),
        redirects=redirects.items if redirects else (),
        word_rules=rules.items if rules else (),
        synonyms={lang: read.items for lang, read in synonyms.items() if read},
        triage=triage,
        lotse=lotse,
        workload=workload,
        findings=tuple(reader.findings),
        maps=reader.maps,
        lotse_places=lotse_places(lotse, reader.maps["lotse.yml"], "docs/_data/lotse.yml") if lotse else {},
    )


def lotse_places(entries: Lotse | LotseChanges, lines: YamlMap, name: str) -> dict[tuple[str, str], tuple[str, int]]:
    """File and line of each question and outcome."""
    found = {("questions", entry.id): (name, lines.line("questions", at)) for at, entry in enumerate(entries.questions)}
    return found | {("outcomes", entry.id): (name, lines.line("outcomes", at)) for at, entry in enumerate(entries.outcomes)}
