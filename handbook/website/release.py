"""The release render: one process per language on the staged tree, finished there, merged, and moved into place.

static-i18n has no public way to build a single language; its two attributes `current_language` and `building` are set here.
They are undocumented, so the version is pinned and a test compares the result with `mkdocs build`.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from handbook import pipeline
from handbook.errors import HandbookError
from handbook.export.remarks import Remark
from handbook.finish.facts import SiteFacts
from handbook.locale import LANGUAGES
from handbook.processes import end_with_parent
from handbook.website import conversions, publish
from handbook.website.configure import i18n_plugin, point_at_stage

DEFAULT = LANGUAGES[0]
CONVERSIONS = "converted"


@dataclass(frozen=True)
class Job:
    """What one process needs to render one language; plain data."""

    core: Path
    lang: str
    stage: Path
    site: Path
    facts: SiteFacts
    figures: Mapping[str, str]


@dataclass(frozen=True)
class Rendered:
    """What one process reports: its inline hashes, or the messages that stopped it."""

    hashes: pipeline.Hashes
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Released:
    """Whether anything had changed, and what the exports could not take as it stands."""

    fresh: bool
    remarks: tuple[Remark, ...] = ()


class _Collector(logging.Handler):
    """A build started by a program has no log handler, so warnings would vanish."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


Step = Callable[[str], AbstractContextManager[None]]


def release(root: Path, site: Path, *, site_url: str, step: Step, exports: Sequence[str] = ()) -> Released:
    """Build the site and put it in place of the old one, which stays untouched until then.

    `step` is called with the name of each stage, `exports` are the kinds of documents to make.
    Raises HandbookError (ContentError for bad content).
    """
    publish.recover(site)
    with step("stage"):
        stage = pipeline.prepare(root, site_url=site_url)
        state = publish.inputs(root, site_url, *exports)
    if publish.is_current(root, site, state):
        return Released(fresh=False)
    remarks: tuple[Remark, ...] = ()
    with publish.replacing(site) as fresh:
        with step("render"):
            hashes = render(stage, fresh)
        with step("finish"):
            pipeline.complete_site(fresh, stage, hashes)
        if exports:
            with step("export"):
                remarks = pipeline.export_all(fresh, stage, exports)
    publish.remember(root, site, state)
    return Released(fresh=True, remarks=remarks)


def render(stage: pipeline.Stage, target: Path) -> list[pipeline.Hashes]:
    """Render and finish all pages into the empty folder `target`. Raises HandbookError with the messages of all languages."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=publish.SCRATCH) as scratch:
        jobs = jobs_of(stage, Path(scratch))
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(len(jobs), mp_context=context, initializer=end_with_parent) as pool:
            results = list(pool.map(_render_language, jobs))
        if problems := [problem for result in results for problem in result.problems]:
            raise HandbookError("\n".join(dict.fromkeys(problems)))
        merge([job.site for job in jobs], target)
    return [result.hashes for result in results]


def jobs_of(stage: pipeline.Stage, scratch: Path) -> list[Job]:
    """A job for each language of the edition."""
    return [Job(stage.core, lang, stage.folder, scratch / lang, stage.facts, stage.figures) for lang in stage.look.languages]


def language_config(job: Job) -> MkDocsConfig:
    """The configuration of mkdocs.yml for one language alone."""
    config = load_config(str(job.core / "mkdocs.yml"), site_dir=str(job.site), strict=True, site_url=job.facts.site_url)
    config.plugins.on_startup(command="build", dirty=False)
    data = json.loads((job.stage.parent / f"{job.stage.name}.navigation.json").read_text(encoding="utf-8"))
    point_at_stage(config, job.stage, data["navigation"], data["links"], pipeline.Look(**data["look"]))
    i18n = i18n_plugin(config)
    i18n.current_language = job.lang
    i18n.building = True
    return config


def _render_language(job: Job) -> Rendered:
    collector = _Collector()
    logging.getLogger("mkdocs").addHandler(collector)
    try:
        with conversions.remembered(job.stage.parent / CONVERSIONS, job.core / "mkdocs.yml"):
            build(language_config(job))
        urls = pipeline.pages_of(job.site)
        hashes = pipeline.complete_pages(job.site, urls, job.facts, job.figures)
    except (Abort, MkDocsException, HandbookError) as error:
        messages = collector.messages or [str(error)]
        return Rendered((frozenset(), frozenset()), tuple(f"{job.lang}: {message}" for message in messages))
    return Rendered(hashes)


def merge(sites: list[Path], target: Path) -> None:
    """The default language becomes the root, the others move in below it."""
    main, *others = sites
    for entry in main.iterdir():
        shutil.move(entry, target / entry.name)
    for lang, site in zip(LANGUAGES[1:], others, strict=False):  # an edition may be German only
        shutil.move(site / lang, target / lang)
