"""Point MkDocs and static-i18n at the staged tree."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs_static_i18n.plugin import I18n

from handbook.pipeline import Look


def i18n_plugin(config: MkDocsConfig) -> I18n:
    """The language plugin, which mkdocs.yml must list before `handbook`."""
    plugin = config.plugins["i18n"]
    assert isinstance(plugin, I18n)
    return plugin


def point_at_stage(config: MkDocsConfig, stage: Path, navigation: dict[str, Any], links: dict[str, Any], look: Look) -> None:
    """Set folder, languages, navigation, links, look. The theme escapes neither site name nor titles, so that is done here."""
    config.docs_dir = str(stage)
    config.site_name = _escaped(look.site_name.get("de", config.site_name))
    config.extra |= links
    config.extra["logo"] = look.logo
    if look.styles and look.styles not in config.extra_css:
        config.extra_css.append(look.styles)
    config.theme.dirs[:0] = [folder for folder in look.theme if folder not in config.theme.dirs]
    settings = i18n_plugin(config).config
    settings.languages = [language for language in settings.languages if language.locale in look.languages]
    for language in settings.languages:
        language.nav = navigation[language.locale]
        language.site_name = _escaped(look.site_name.get(language.locale) or language.site_name or config.site_name)


def _escaped(name: str) -> str:
    return html.escape(html.unescape(name), quote=False)


def root_of(config: MkDocsConfig) -> Path:
    """The handbook's root: where mkdocs.yml lies, or the link to it."""
    return Path(config.config_file_path).absolute().parent
