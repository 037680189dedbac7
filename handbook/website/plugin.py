"""The MkDocs plugin: stage before the first language, finish after the last. Thin on purpose; the work is in `pipeline`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority

from handbook import pipeline
from handbook.checks.report import as_text
from handbook.errors import ContentError, HandbookError
from handbook.layers.compose import watched
from handbook.website.configure import i18n_plugin, point_at_stage, root_of

LANGUAGE_OF_MESSAGES = "de"


class HandbookPluginConfig(Config):
    """No options: everything follows from the content."""


class HandbookPlugin(BasePlugin[HandbookPluginConfig]):
    """`mkdocs build` and `mkdocs serve` in the root, as every MkDocs user expects them."""

    stage: pipeline.Stage
    serving = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what is asked for."""
        self.serving = command == "serve"

    # Before every other plugin (static-i18n stands at -100): they must see the staged tree.
    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Stage once; static-i18n calls this again for each further language."""
        if i18n_plugin(config).building:
            return config
        try:
            self.stage = pipeline.prepare(root_of(config), site_url=config.site_url or "")
        except ContentError as error:
            raise PluginError("\n" + as_text(error.findings, LANGUAGE_OF_MESSAGES)) from None
        except HandbookError as error:
            raise PluginError(error.message) from None
        if self.serving:
            self.stage = self.stage.online()
        point_at_stage(config, self.stage.folder, self.stage.navigation, self.stage.links, self.stage.look)
        return config

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
        """Watch what authors edit instead of the stage, whose change would build twice."""
        server.unwatch(config.docs_dir)
        for place in watched(root_of(config)):
            server.watch(str(place))
        return server

    # After static-i18n (-100), which builds the other languages in its own on_post_build.
    @event_priority(-200)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Finish once, after the last language."""
        if i18n_plugin(config).building or not hasattr(self, "stage"):
            return
        site = Path(config.site_dir)
        try:
            hashes = pipeline.complete_pages(site, pipeline.pages_of(site), self.stage.facts, self.stage.figures)
            pipeline.complete_site(site, self.stage, [hashes])
        except HandbookError as error:
            raise PluginError(error.message) from None
