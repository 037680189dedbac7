"""Lay local pages over the core: whole pages by id, sections and steps by id; what has changed in German only stays German."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handbook.errors import Finding, finding
from handbook.layers.steps import lay_steps
from handbook.model import pages
from handbook.model.edition import Mode, Overlay, OverlayTexts, StepWords
from handbook.model.library import Origin, Page, Place, Shelf
from handbook.model.markdown import HEADING, Section
from handbook.model.parse import parse
from handbook.model.source import Source
from handbook.model.yamlmap import YamlMap

INTRO = "_intro"
META = "_meta"
STEP = "schritt-"
FIRST_OWN = 90  # the core's numbers end below


@dataclass(frozen=True)
class Laid:
    """The pages of an edition in both languages."""

    german: Mapping[str, Page]
    english: Mapping[str, Page]
    findings: tuple[Finding, ...]


def lay(core: Shelf, local: Shelf) -> Laid:
    """Put the local pages over those of the core; problems are collected."""
    findings: list[Finding] = []
    german = dict(core.pages["de"])
    for identity, page in local.pages["de"].items():
        below = core.pages["de"].get(identity)
        if not isinstance(page.head, Overlay):
            findings += _taken(page, core)
            borrowed = _borrowed(page, below, {*core.pages["de"], *local.pages["de"]})
            findings += borrowed
            german[identity] = below if below and borrowed else _whole(page, below)
        elif below is None:
            if identity not in core.broken:
                findings.append(finding(page.name, page.line("id"), "overlay-page-unknown", id=identity))
        else:
            laid = _german(below, page, page.head)
            findings += laid if isinstance(laid, list) else []
            german[identity] = below if isinstance(laid, list) else laid
    english: dict[str, Page] = {}
    for identity in {**core.pages["en"], **local.pages["en"], **german}:
        found = _english_page(identity, german.get(identity), core, local)
        if isinstance(found, list):
            findings += found
        elif found:
            english[identity] = found
    return Laid(german, english, tuple(findings))


def _whole(page: Page, below: Page | None) -> Page:
    """A whole local page; it keeps the address of the page that it replaces, also when the core has moved that."""
    file = replace(page.file, path=below.file.path) if below else page.file
    return replace(page, file=file, origin=Origin(below, page))


def _taken(page: Page, core: Shelf) -> Iterator[Finding]:
    for other in core.pages["de"].values():
        if other.file.path == page.file.path and other.id != page.id:
            yield finding(page.name, page.line("id"), "path-taken", path=page.file.path, id=other.id, own=page.id)


def _borrowed(page: Page, below: Page | None, taken: set[str]) -> list[Finding]:
    """A page of another path with a core page's id would replace that without a word, unless it is recorded that it shall."""
    if below is None or below.file.path == page.file.path or (isinstance(page.head, pages.Head) and page.head.replaces):
        return []
    letter = page.id.partition("-")[0]
    free = next((name for number in range(FIRST_OWN, 1000) if (name := f"{letter}-{number}") not in taken), page.id)
    values = {"path": below.file.path, "title": below.head.title, "free": free}
    return [finding(page.name, page.line("id"), "id-of-core", id=page.id, **values)]


# --- one text from several files ---


@dataclass
class _Text:
    """Lines with the file and line where each stands."""

    lines: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def add(self, lines: list[str], name: str, first: int) -> None:
        """Append lines that stand in the file `name` from line `first` on."""
        self.lines += lines
        self.places += [(name, first + number) for number in range(len(lines))]

    def end_paragraph(self) -> None:
        """An empty line, unless there is one."""
        if self.lines and self.lines[-1].strip():
            self.add([""], *self.places[-1])

    def add_section(self, section: Section, page: Page, *, heading: str = "", body_only: bool = False) -> None:
        """Append a section, under another heading or without its own."""
        lines = section.text.split("\n")
        if heading:
            lines = [heading, *lines[1:]]
        skip = 1 if body_only and section.level else 0
        self.end_paragraph()
        self.add(lines[skip:], page.name, section.line + skip)


def _put_together(below: Page, local: Page | None, front: YamlMap, body: _Text) -> tuple[Source, tuple[Place, ...]]:
    """Front matter of both files and the body as one text; see `Origin.places`."""
    text = _Text()
    for page in (below, local):
        if page:
            text.add(page.source.text.split("\n")[: page.source.body_line - 1], page.name, 1)
    start = len(text.lines) + 1
    source = Source("\n".join([*text.lines, *body.lines]), front, "\n".join(body.lines), start)
    return source, (*text.places, *body.places)


def _front(below: Page, local: Page | None, data: dict[str, Any], keys: tuple[str, ...]) -> YamlMap:
    """The merged mapping; lines of the local front matter follow those of the core's."""
    lines = dict(below.source.front.lines)
    if local:
        offset = below.source.body_line - 1
        for key, line in local.source.front.lines.items():
            if key and key[0] in keys:
                lines[key] = line + offset
    return YamlMap(data, lines)


# --- German ---


def _german(below: Page, local: Page, overlay: Overlay) -> Page | list[Finding]:
    assert isinstance(below.head, pages.Head)
    data = dict(below.source.front.data)
    texts = tuple(key for key in ("title", "summary") if getattr(overlay, key) is not None)
    data |= {key: local.source.front.data[key] for key in texts}
    front = _front(below, local, data, texts)
    findings: list[Finding] = []
    if overlay.steps and not isinstance(below.head, pages.Process):
        findings.append(finding(local.name, local.line("steps"), "overlay-steps-no-process", id=below.id))
    elif overlay.steps:
        front, wrong = lay_steps(below, local, overlay, front)
        findings += wrong
    modes, wrong = _modes(below, local, overlay)
    findings += wrong
    if findings:
        return findings
    head = parse(type(below.head), front, below.name)
    body = _german_body(below, local, modes, head if isinstance(head, pages.Process) else None)
    source, places = _put_together(below, local, front, body)
    if isinstance(head, list):
        return [replace(found, path=places[found.line - 1][0], line=places[found.line - 1][1]) for found in head]
    steps = {name: _kind(change) for name, change in overlay.steps.items()}
    origin = Origin(below, local, modes, steps, texts, places=places)
    return Page(replace(below.file, layer="overlay"), head, source, origin)


def _kind(change: Any) -> str:
    return "remove" if change.remove else "insert" if change.between else "change"


def _modes(below: Page, local: Page, overlay: Overlay | OverlayTexts) -> tuple[dict[str, Mode], list[Finding]]:
    """How each section of the local file is laid, and what is wrong with that."""
    known = {section.id for section in below.sections}
    inserted = {f"{STEP}{name}" for name, change in overlay.steps.items() if getattr(change, "between", None)}
    modes: dict[str, Mode] = {}
    findings: list[Finding] = []
    for section in local.sections:
        mode = overlay.sections.get(section.id, "insert" if section.id in inserted else "replace")
        if section.id == INTRO:
            findings.append(finding(local.name, section.line, "overlay-intro"))
        elif section.id.startswith("_line"):
            heading = section.text.split("\n")[0].lstrip("# ")
            findings.append(finding(local.name, section.line, "heading-id", text=heading))
        elif section.id in modes:
            findings.append(finding(local.name, section.line, "heading-twice", id=section.id))
        elif section.id not in known and mode != "insert":
            findings.append(
                finding(local.name, section.line, "overlay-section-unknown", id=section.id, known=", ".join(sorted(known)))
            )
        elif section.id in known and mode == "insert":
            findings.append(finding(local.name, section.line, "overlay-section-exists", id=section.id))
        modes[section.id] = mode
    for name in overlay.sections:
        if name not in modes:
            findings.append(finding(local.name, local.line("sections", name), "overlay-section-empty", id=name))
    return modes, findings


def _german_body(below: Page, local: Page, modes: Mapping[str, Mode], process: pages.Process | None) -> _Text:
    labels = {f"{STEP}{step.id}": step.label for step in process.steps} if process else {}
    own = {section.id: section for section in local.sections}
    waiting = _insertions(below, local, modes)
    text = _Text()
    for section in below.sections:
        if process and section.id.startswith(STEP) and section.id not in labels:
            continue  # the step was removed, or its text stands nowhere any more
        mode, label = modes.get(section.id), labels.get(section.id, "")
        _lay_section(text, section, below, own.get(section.id), local, mode=mode, label=label)
        for added in waiting.get(section.id, ()):
            text.add_section(added, local)
    return text


def _lay_section(
    text: _Text, section: Section, below: Page, own: Section | None, local: Page, *, mode: Mode | None, label: str
) -> None:
    heading = _renamed(section, label)
    if own is None or mode is None:
        text.add_section(section, below, heading=heading)
    elif mode == "replace":
        text.add_section(own, local)
    elif mode == "append":
        text.add_section(section, below, heading=heading)
        text.add_section(own, local, body_only=True)
    else:
        _prepend(text, section, below, own, local, heading=heading)


def _prepend(text: _Text, section: Section, below: Page, own: Section, local: Page, *, heading: str) -> None:
    text.end_paragraph()
    text.add([heading or section.text.split("\n")[0]], below.name, section.line)
    text.add_section(own, local, body_only=True)
    text.add_section(section, below, body_only=True)


def _renamed(section: Section, label: str, *, german: bool = False) -> str:
    """The heading of a step whose label was changed, else nothing."""
    match = HEADING.match(section.text.split("\n")[0])
    if not label or not match or match[2].strip() == label:
        return ""
    return f"{'#' * section.level} {label} {{#{section.id}{' lang=de' if german else ''}}}"


def _insertions(below: Page, local: Page, modes: Mapping[str, Mode]) -> Mapping[str, list[Section]]:
    """New sections by the core section that they follow: behind the one before them in the local file and all below that."""
    order = list(below.sections)
    places = {section.id: number for number, section in enumerate(order)}
    result: dict[str, list[Section]] = {}
    last = len(order) - 1
    head = local.head
    for section in local.sections:
        if modes[section.id] != "insert":
            last = places[section.id]
            continue
        change = head.steps.get(section.id.removeprefix(STEP)) if isinstance(head, Overlay) else None
        at = places.get(f"{STEP}{change.between[0]}", last) if change and change.between else last
        while at + 1 < len(order) and order[at + 1].level > section.level:
            at += 1
        result.setdefault(order[at].id if order else "", []).append(section)
    return result


# --- English ---


def _english_page(identity: str, german: Page | None, core: Shelf, local: Shelf) -> Page | list[Finding] | None:
    below, own = core.pages["en"].get(identity), local.pages["en"].get(identity)
    if own and not isinstance(own.head, OverlayTexts):
        original = core.pages["de"].get(identity)
        refused = below and german is original and german is not None and _borrowed(own, below, set())
        return below if refused else _whole(own, below)
    if own and (below is None or german is None):
        return [finding(own.name, own.line("id"), "overlay-page-unknown", id=identity)]
    if german is None or below is None or (german.origin is None and own is None):
        return below
    original = core.pages["de"].get(identity)
    if original is None:
        return below
    if german.origin and not german.origin.sections and not german.origin.steps and not german.origin.texts:
        # A whole local page: what has changed is seen by its digests. Other front matter makes it a page of its own.
        if german.digests[META] != original.digests[META]:
            return None
        changed = frozenset(name for name, value in german.digests.items() if original.digests.get(name) != value)
    else:
        changed = frozenset(german.origin.sections if german.origin else ())
    return _english(german, original, below, own, changed)


def _english(german: Page, original: Page, below: Page, own: Page | None, changed: frozenset[str]) -> Page | list[Finding]:
    overlay = own.head if own and isinstance(own.head, OverlayTexts) else None
    modes: dict[str, Mode] = {}
    if own and overlay:
        default = german.origin.sections if german.origin else {}
        filled = overlay.model_copy(update={"sections": {**_only(default, own), **overlay.sections}})
        modes, findings = _modes_english(german, below, own, filled)
        if findings:
            return findings
    in_german = {name for name in changed if name not in modes}
    head = _english_head(german, below, overlay, in_german)
    body = _english_body(german, original, below, own, modes=modes, in_german=in_german, head=head)
    front = _front(below, own, dict(below.source.front.data), ("title", "summary", "steps"))
    source, places = _put_together(below, own, front, body)
    known = _translates(german, original, below, overlay, modes=modes, in_german=in_german)
    head = head.model_copy(update={"translates": known})
    steps = dict.fromkeys(overlay.steps, "words") if overlay else {}
    texts = tuple(key for key in ("title", "summary") if overlay and getattr(overlay, key) is not None)
    origin = Origin(below, own, modes, steps, texts, frozenset(in_german), places)
    layer = "overlay" if own or in_german else below.file.layer
    return Page(replace(below.file, layer=layer), head, source, origin)


def _only(modes: Mapping[str, Mode], own: Page) -> dict[str, Mode]:
    """The German way of laying for sections that the English file has too."""
    present = {section.id for section in own.sections}
    return {name: mode for name, mode in modes.items() if name in present}


def _modes_english(german: Page, below: Page, own: Page, overlay: OverlayTexts) -> tuple[dict[str, Mode], list[Finding]]:
    """Known are the sections of the German page; one that the English core page lacks is inserted."""
    known = {section.id for section in below.sections}
    there = {section.id for section in german.sections}
    added = {section.id: "insert" for section in own.sections if section.id in there - known}
    return _modes(below, own, overlay.model_copy(update={"sections": {**overlay.sections, **added}}))


def _english_head(german: Page, below: Page, overlay: OverlayTexts | None, in_german: set[str]) -> pages.HeadTexts:
    assert isinstance(below.head, pages.HeadTexts) and isinstance(german.head, pages.Head)
    update: dict[str, Any] = {}
    for key in ("title", "summary"):
        own = getattr(overlay, key) if overlay else None
        if own is not None:
            update[key] = own
        elif german.origin and key in german.origin.texts:
            update[key] = getattr(german.head, key)
            in_german.add(key)
    if isinstance(below.head, pages.ProcessTexts) and isinstance(german.head, pages.Process):
        update["steps"] = _english_steps(german, german.head, below.head, overlay, in_german)
    return below.head.model_copy(update=update)


def _english_steps(
    german: Page, process: pages.Process, below: pages.ProcessTexts, overlay: OverlayTexts | None, in_german: set[str]
) -> dict[str, pages.StepTexts]:
    """Words of each step: the municipality's, else the core's if they still say the same, else the German ones."""
    own = overlay.steps if overlay else {}
    original = {step.id: step for step in _core_steps(german)}
    result: dict[str, pages.StepTexts] = {}
    for step in process.steps:
        words = below.steps.get(step.id)
        before = original.get(step.id)
        if words is None or before is None or _said(before) != _said(step):
            words = _german_words(step)
            if step.id not in own:
                in_german.add(f"steps.{step.id}")
        elif isinstance(step, pages.Decision):  # the same answers may lead elsewhere
            words = words.model_copy(
                update={
                    "next": {new.to: words.next.get(old.to, new.label) for old, new in zip(before.next, step.next, strict=True)}
                }
            )
        result[step.id] = _with(words, own.get(step.id))
    return result


def _core_steps(german: Page) -> tuple[Any, ...]:
    core = german.origin.core if german.origin else german
    return core.head.steps if core and isinstance(core.head, pages.Process) else ()


def _said(step: Any) -> tuple[Any, ...]:
    choices = tuple(choice.label for choice in step.next) if isinstance(step, pages.Decision) else ()
    return step.label, choices, getattr(step, "result", None)


def _german_words(step: Any) -> pages.StepTexts:
    choices = {choice.to: choice.label for choice in step.next} if isinstance(step, pages.Decision) else {}
    return pages.StepTexts(label=step.label, next=choices, result=getattr(step, "result", None))


def _with(words: pages.StepTexts, own: StepWords | None) -> pages.StepTexts:
    if own is None:
        return words
    update = {key: value for key, value in own.model_dump(include={"label", "result"}).items() if value is not None}
    return words.model_copy(update={**update, "next": {**words.next, **own.next}})


def _english_body(
    german: Page, original: Page, below: Page, own: Page | None, *, modes: Mapping[str, Mode], in_german: set[str], head: Any
) -> _Text:
    theirs = {section.id: section for section in below.sections}
    ours = {section.id: section for section in own.sections} if own else {}
    before = {section.id: section for section in original.sections}
    labels = {f"{STEP}{name}": words.label for name, words in head.steps.items()} if isinstance(head, pages.ProcessTexts) else {}
    text = _Text()
    for section in german.sections:
        english = theirs.get(section.id)
        label = labels.get(section.id, "")
        if own and section.id in modes:
            if english is None:
                text.add_section(ours[section.id], own, heading=_renamed(ours[section.id], label))
            else:
                _lay_section(text, english, below, ours[section.id], own, mode=modes[section.id], label=label)
        elif english is None or section.id in in_german:
            in_german.add(section.id)
            heading = _german_heading(section, before.get(section.id), english, label)
            _add_german(text, section, german, heading)
        else:
            german_step = f"steps.{section.id.removeprefix(STEP)}" in in_german
            text.add_section(english, below, heading=_renamed(english, label, german=german_step))
    return text


def _german_heading(section: Section, before: Section | None, english: Section | None, label: str) -> str:
    """The English heading as long as the German one is the core's, else the German one, marked as German."""
    if not section.level:
        return ""
    own = HEADING.match(section.text.split("\n")[0])
    old = HEADING.match(before.text.split("\n")[0]) if before else None
    if english and own and old and own[2] == old[2]:
        return english.text.split("\n")[0]
    assert own
    return f"{'#' * section.level} {label or own[2].strip()} {{#{section.id} lang=de}}"


def _add_german(text: _Text, section: Section, german: Page, heading: str) -> None:
    """German lines keep their place in the German files."""
    places = german.origin.places if german.origin and german.origin.places else ()
    text.end_paragraph()
    lines = section.text.split("\n")
    text.lines += [heading, *lines[1:]] if heading else lines
    text.places += [
        places[section.line - 1 + number] if places else (german.name, section.line + number) for number in range(len(lines))
    ]


def _translates(
    german: Page,
    original: Page,
    below: Page,
    overlay: OverlayTexts | None,
    *,
    modes: Mapping[str, Mode],
    in_german: set[str],
) -> dict[str, str]:
    """Which German text each part translates. German parts translate themselves; the core's stay as current as they were."""
    assert isinstance(below.head, pages.HeadTexts)
    result: dict[str, str | None] = {}
    words = overlay is not None and (overlay.title or overlay.summary or overlay.steps)
    for name, value in german.digests.items():
        known = below.head.translates.get(name)
        if overlay and (name in modes or (name == META and words)):
            result[name] = overlay.translates.get(name)
        elif name in in_german or (known and known == original.digests.get(name)):
            result[name] = value
        else:
            result[name] = known
    return {name: value for name, value in result.items() if value}
