"""The preview: build once, keep everything in memory, and after an edit render only the pages whose staged text changed.

MkDocs is frozen at 1.6.1, so its two private page functions are stable; the version is pinned.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import _build_page, _populate_page, build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from handbook import pipeline
from handbook.errors import HandbookError
from handbook.layers.compose import LOCAL, OVERRIDES, core_of, watched
from handbook.website.release import Job, jobs_of, language_config, merge

BUILD_DELAY = 0.1  # seconds of quiet after an edit, so that saving several files renders once

Tell = Callable[[str, int, float], None]
Complain = Callable[[HandbookError], None]


@dataclass
class Memory:
    """What MkDocs made for one language on the last full build."""

    config: MkDocsConfig
    env: Environment
    files: Files
    nav: Navigation


class Preview:
    """Renders into `site`; `tell` hears what was done ("all" or "changed", pages, seconds), `complain` what is wrong."""

    def __init__(self, root: Path, site: Path, *, tell: Tell, complain: Complain) -> None:
        self.root = root
        self.site = site
        self.tell = tell
        self.complain = complain
        self.stage: pipeline.Stage | None = None
        self.frame = ""
        self.memory: dict[str, Memory] = {}

    def refresh(self) -> None:
        """Bring the site up to date; with errors in the content it stays as it was."""
        started = time.monotonic()
        before = self.stage
        try:
            stage = pipeline.prepare(self.root, self.root / pipeline.CACHE / "preview").online()
            frame = self._frame()
            if before is None or frame != self.frame or _shape(stage) != _shape(before) or stage.removed:
                count, kind = self._all(stage), "all"
            else:
                count, kind = self._changed(stage), "changed"
        except HandbookError as error:
            self.complain(error)
            return
        self.stage, self.frame = stage, frame
        self.tell(kind, count, time.monotonic() - started)

    def _frame(self) -> str:
        """What changes every page: theme files and settings, by their times."""
        core = core_of(self.root)
        folders = (core / OVERRIDES, self.root / LOCAL / OVERRIDES)
        files = [core / "mkdocs.yml", *(file for folder in folders for file in sorted(folder.rglob("*")))]
        return "\n".join(f"{file} {file.stat().st_mtime_ns}" for file in files if file.is_file())

    def _all(self, stage: pipeline.Stage) -> int:
        with tempfile.TemporaryDirectory(prefix="handbook-") as scratch:
            jobs = jobs_of(stage, Path(scratch))
            for job in jobs:
                self.memory[job.lang] = _build(job)
            fresh = Path(scratch, "site")
            fresh.mkdir()
            merge([job.site for job in jobs], fresh)
            urls = pipeline.pages_of(fresh)
            hashes = pipeline.complete_pages(fresh, urls, stage.facts, stage.figures)
            pipeline.complete_site(fresh, stage, [hashes])
            _mirror(fresh, self.site)
        for memory in self.memory.values():
            _redirect(memory, self.site)
        return len(urls)

    def _changed(self, stage: pipeline.Stage) -> int:
        urls = [url for lang, memory in self.memory.items() for url in self._language(lang, memory, stage)]
        pipeline.complete_pages(self.site, urls, stage.facts, stage.figures)
        pipeline.complete_search(self.site, stage.library)
        return len(urls)

    def _language(self, lang: str, memory: Memory, stage: pipeline.Stage) -> list[str]:
        """Render the changed pages of one language again; their paths within the site."""
        pages = memory.files.documentation_pages()
        changed = [file for file in memory.files if file.src_uri in stage.changed]
        urls = []
        for file in changed:
            if file.page is None:
                file.copy_file()
                continue
            _populate_page(file.page, memory.config, memory.files, False)
        for file in changed:
            if file.page is not None:
                _build_page(file.page, memory.config, pages, memory.nav, memory.env, False)
                urls.append(Path(file.abs_dest_path).relative_to(self.site).as_posix())
        return urls


def _shape(stage: pipeline.Stage) -> tuple[Any, ...]:
    """What every page shows of the others: navigation, footer, addresses."""
    return stage.navigation, stage.links, stage.look, stage.library.edition, stage.facts


def _build(job: Job) -> Memory:
    config = language_config(job)
    config.strict = False
    kept: dict[str, Any] = {}

    def keep(env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        kept.update(env=env, files=files)
        return env

    def keep_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        kept["nav"] = nav
        return nav

    config.plugins.events["env"].append(keep)
    config.plugins.events["nav"].append(keep_nav)
    build(config, serve_url=None)
    return Memory(config, kept["env"], kept["files"], kept["nav"])


def _redirect(memory: Memory, site: Path) -> None:
    """Later pages go straight into the merged site."""
    memory.config.site_dir = str(site)
    for file in memory.files:
        file.dest_dir = str(site)
        file.__dict__.pop("abs_dest_path", None)


def _mirror(fresh: Path, site: Path) -> None:
    """Take over the fresh site file by file: the server keeps serving the folder meanwhile."""
    wanted = {file.relative_to(fresh).as_posix() for file in fresh.rglob("*") if file.is_file()}
    shutil.copytree(fresh, site, dirs_exist_ok=True)
    for file in list(site.rglob("*")):
        if file.is_file() and file.relative_to(site).as_posix() not in wanted:
            file.unlink()


def serve(root: Path, host: str, port: int, *, tell: Tell, complain: Complain, ready: Callable[[str], None]) -> None:
    """Serve the preview until interrupted. Raises OSError if the port is taken."""
    with tempfile.TemporaryDirectory(prefix="handbook-site-") as folder:
        preview = Preview(root, Path(folder), tell=tell, complain=complain)
        server = LiveReloadServer(preview.refresh, host=host, port=port, root=folder)
        server.build_delay = BUILD_DELAY
        preview.refresh()
        for path in watched(root):
            server.watch(str(path))
        ready(f"http://{host}:{port}/")
        try:
            server.serve()
        except KeyboardInterrupt:
            pass
        finally:
            server.shutdown()
