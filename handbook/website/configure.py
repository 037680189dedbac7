"""Point MkDocs and static-i18n at the staged tree."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs_static_i18n.plugin import I18n

from handbook.locale import LANGUAGES


def i18n_plugin(config: MkDocsConfig) -> I18n:
    """The language plugin, which mkdocs.yml must list before `handbook`."""
    plugin = config.plugins["i18n"]
    assert isinstance(plugin, I18n)
    return plugin


def point_at_stage(config: MkDocsConfig, stage: Path, navigation: dict[str, Any], links: dict[str, Any]) -> None:
    """Set folder, navigation and the links of every page. The theme does not escape the site name, so it is escaped here."""
    config.docs_dir = str(stage)
    config.site_name = _escaped(config.site_name)
    config.extra |= links
    for language in i18n_plugin(config).config.languages:
        if language.locale in LANGUAGES:
            language.nav = navigation[language.locale]
            language.site_name = _escaped(language.site_name or config.site_name)


def _escaped(name: str) -> str:
    return html.escape(html.unescape(name), quote=False)


def root_of(config: MkDocsConfig) -> Path:
    """The handbook's root: where mkdocs.yml lies, or the link to it."""
    return Path(config.config_file_path).absolute().parent
