"""The stages in order: `prepare` before the render, `complete_*` after it. Paths in, paths out; no MkDocs here."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from handbook.diagrams import figure, svg
from handbook.errors import ContentError
from handbook.export import book, emergency, files, make, offline
from handbook.export.job import Job
from handbook.export.office import forms
from handbook.export.pdf import make as pdf
from handbook.export.progress import Progress, silent
from handbook.export.remarks import Remark
from handbook.finish import downloads, machine, server, worker
from handbook.finish import site as site_files
from handbook.finish.facts import SiteFacts, Term
from handbook.finish.page import finish_page, source_hash
from handbook.layers.brand import BRAND, STYLES, brand_of, logo_path, theme_files
from handbook.layers.compose import LOCAL, OVERRIDES, Tree, load
from handbook.model import pages
from handbook.model.library import Library
from handbook.search import index
from handbook.weave import provenance
from handbook.weave.stage import links, navigation, staged

CACHE = Path(".cache/handbook")
STAGE = CACHE / "stage"
DRAFT = ".draft"
GLOSSARY = "glossar"
WITHOUT_FRAME = {"404.html", worker.OFFLINE}
SHARED_SETTINGS = ("use_directory_urls", "markdown_extensions", "validation")

Hashes = tuple[frozenset[str], frozenset[str]]
# Makes the documents of one kind from a finished site; returns what could not be taken as it stands.
Export = Callable[..., Sequence[Remark]]


@dataclass(frozen=True)
class Look:
    """What an edition changes of the frame: languages, name, logo and style sheet by path in the theme, own templates."""

    languages: tuple[str, ...]
    site_name: dict[str, str]
    logo: str
    styles: str
    theme: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """A staged tree on disk, its library, what the builder needs, the diagrams by page, and which files changed this time."""

    folder: Path
    library: Library
    core: Path
    navigation: dict[str, Any]
    links: dict[str, Any]
    look: Look
    facts: SiteFacts
    figures: Mapping[str, str]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def online(self) -> Stage:
        """For the preview: a browser that keeps pages of an address where other work is shown later would be a nuisance."""
        return replace(self, facts=replace(self.facts, offline=False))


def prepare(root: Path, folder: Path | None = None, *, site_url: str = "") -> Stage:
    """Compose, weave and write the staged tree; only what changed is written, what is gone is removed.

    Beside the tree stand its navigation and one configuration per language, so that any builder can take it from there.
    Raises ContentError with all findings if a page cannot be read; nothing is written then.
    """
    library, tree = load(root)
    if errors := [found for found in library.findings if found.severity == "error"]:
        raise ContentError(errors)
    target = folder or root / STAGE
    texts = {path: text.encode() for path, text in staged(library).items()}
    nav: dict[str, Any] = {lang: navigation(library, lang) for lang in library.languages}
    linked = links(library)
    facts = site_facts(library, nav["de"], linked, site_url)
    theme = target.parent / f"{target.name}.theme"
    look = look_of(library, tree, theme)
    changed, removed = _write(target, texts | {path: file.read_bytes() for path, file in tree.assets.items()})
    _write(theme, dict(theme_files(root, library.edition)))
    beside = target.parent / f"{target.name}.navigation.json"
    told = {"navigation": nav, "links": linked, "look": asdict(look)}
    _write_if_changed(beside, json.dumps(told, ensure_ascii=False, indent=1).encode(), drafts=target.parent)
    for lang, settings in builder_settings(tree.core, target, nav, look).items():
        _write_if_changed(target.parent / f"{target.name}.{lang}.yml", settings.encode(), drafts=target.parent)
    return Stage(target, library, tree.core, nav, linked, look, facts, figures_of(library), changed, removed)


def look_of(library: Library, tree: Tree, theme: Path) -> Look:
    """What the edition changes of the frame."""
    own = tree.root / LOCAL / OVERRIDES
    title = library.edition.site_name
    return Look(
        languages=library.languages,
        site_name={lang: title.get(lang) for lang in library.languages} if title else {},
        logo=logo_path(library.edition),
        styles=STYLES.as_posix() if library.edition.colours else "",
        theme=tuple(str(folder) for folder in (own, theme) if folder.is_dir() or folder == theme),
    )


class _AnyTag(yaml.SafeLoader):
    """Reads mkdocs.yml without running its tags (`!ENV` and the like become nothing)."""


_AnyTag.add_multi_constructor("!", lambda loader, suffix, node: None)


def builder_settings(core: Path, stage: Path, nav: dict[str, Any], look: Look) -> dict[str, str]:
    """A configuration per language for a builder that knows neither our plugin nor static-i18n (MkDocs, Zensical)."""
    settings = yaml.load((core / "mkdocs.yml").read_text(encoding="utf-8"), Loader=_AnyTag)
    shared = {key: settings[key] for key in SHARED_SETTINGS if key in settings}
    languages = settings["plugins"]["i18n"]["languages"]
    names = {language["locale"]: language.get("site_name", settings["site_name"]) for language in languages} | look.site_name
    result = {}
    for lang, entries in nav.items():
        theme = {"name": "material", "language": lang, "font": False, "custom_dir": str((core / OVERRIDES).resolve())}
        own = {
            "site_name": names[lang],
            "docs_dir": f"{stage.name}/{lang}",
            "site_dir": f"{stage.name}.site/{lang}",
            "theme": theme,
            "nav": entries,
        }
        result[lang] = yaml.safe_dump(shared | own, allow_unicode=True, sort_keys=False)
    return result


def site_facts(library: Library, nav: list[dict[str, Any]], links: dict[str, Any], site_url: str) -> SiteFacts:
    """What the finish needs to know about the site."""
    own = {identity: machine.url(library.path(identity), "de") for identity in library.ids}
    indexes = [machine.url(entry, "de") for part in nav for entries in part.values() if isinstance(entries, list)
               for entry in entries if isinstance(entry, str)]  # fmt: skip
    return SiteFacts(
        pages=(*own.values(), *indexes),
        fallback=frozenset(url for identity, url in own.items() if identity not in library.english),
        stands={own[identity]: library.head(identity, "de").stand.isoformat() for identity in library.ids},
        redirects={machine.url(old.path, "de"): own[old.id] for old in library.data.redirects if old.id in own},
        quick_start=own.get("A-02", "index.html"),
        site_url=site_url,
        languages=library.languages,
        search=links["search"],
        terms=terms_of(library) if GLOSSARY in own else {},
        glossary=own.get(GLOSSARY, ""),
        urgent=tuple(own[identity] for identity in library.ids if library.head(identity, "de").urgent),
        offline=library.edition.offline,
    )


def terms_of(library: Library) -> dict[str, tuple[Term, ...]]:
    """What is explained in the text of pages, by language."""
    return {
        lang: tuple(
            Term(entry.id, entry.term.get(lang), entry.definition.get(lang))
            for entry in library.data.glossary
            if entry.tooltip in (True, lang)
        )
        for lang in library.languages
    }


def figures_of(library: Library) -> dict[str, str]:
    """The diagram of each process page as HTML, by the page's path within the site."""
    places = (
        (process, lang, machine.url(library.path(process.id), lang))
        for lang in library.languages
        for process in library.of(pages.Process)
    )
    return {url: figure.figure(process, library, lang, url) for process, lang, url in places}


def complete_pages(site: Path, urls: Iterable[str], facts: SiteFacts, figures: Mapping[str, str]) -> Hashes:
    """Finish pages in place, with the diagrams that they show; the hashes of their inline scripts and styles."""
    scripts: set[str] = set()
    styles: set[str] = set()
    for url in urls:
        finished = finish_page((site / url).read_bytes(), url, facts, site / "downloads", figures.get(url, ""))
        (site / url).write_bytes(finished.html)
        scripts |= finished.scripts
        styles |= finished.styles
    return frozenset(scripts), frozenset(styles)


def pages_of(site: Path) -> list[str]:
    """All rendered pages of a site, apart from those that the finish writes and what lies in `downloads`."""
    found = (file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    return sorted(url for url in found if url not in WITHOUT_FRAME and not url.startswith("downloads/"))


def complete_search(site: Path, library: Library) -> None:
    """Write the search's index and texts from all finished pages."""
    index.write(site, pages_of(site), library)


def complete_site(site: Path, stage: Stage, hashes: Iterable[Hashes]) -> None:
    """Write what belongs to the site as a whole, after all pages are finished."""
    facts = stage.facts
    folders = (*(Path(folder) for folder in stage.look.theme), stage.core / OVERRIDES)
    template = next(file for folder in folders if (file := folder / site_files.NOT_FOUND).is_file())
    all_hashes = [*hashes, site_files.write_not_found(site, template, facts)]
    complete_search(site, stage.library)
    site_files.write_redirects(site, facts)
    site_files.write_opensearch(site, facts)
    site_files.remove_unused(site)
    site_files.write_sitemap(site, facts)
    worker.write(site, template, facts)
    scripts = {entry for found, _ in all_hashes for entry in found}
    styles = {entry for _, found in all_hashes for entry in found} | {
        source_hash(text) for text in (emergency.style(), svg.ALONE)
    }
    server.write(site, server.headers(scripts, styles), facts)
    machine.write(site, stage.library)
    write_models(site, stage.library)
    told = json.dumps(provenance.model(stage.library), ensure_ascii=False, indent=1)
    (site / "provenance.json").write_text(told + "\n", encoding="utf-8")


def write_models(site: Path, library: Library, tell: Progress = silent) -> None:
    """Write diagram and BPMN model of every process. Needs no finished site: both come from the pages' front matter."""
    total = 2 * len(library.of(pages.Process)) * len(library.languages)
    with files.placing(site / "downloads", owned=(f"{figure.FOLDER}/*.bpmn", f"{figure.FOLDER}/*.svg")) as fresh:
        (fresh / figure.FOLDER).mkdir()
        for count, (path, data) in enumerate(figure.files(library), 1):
            (fresh / path).write_bytes(data)
            tell(count, total, path)


def books(site: Path, stage: Stage) -> list[book.Book]:
    """The finished site read as one book per language. Raises HandbookError for a site that is not built."""
    address = stage.facts.site_url
    return [book.read(site, stage.navigation[lang], lang, site_url=address) for lang in stage.look.languages]


def export_documents(site: Path, stage: Stage, tell: Progress = silent, *, kinds: Iterable[str]) -> Sequence[Remark]:
    """Documents of some kinds (`make.OWNED`), one process per language."""
    jobs = [job_of(site, stage, lang, frozenset(kinds)) for lang in stage.look.languages]
    return make.write(site / downloads.FOLDER, jobs, tell)


def export_foreign_pdf(site: Path, target: Path, lang: str, tell: Progress = silent) -> Sequence[Remark]:
    """The finished site of another Material project as one book."""
    with tempfile.TemporaryDirectory() as cache:
        job = Job(
            site=site,
            lang=lang,
            navigation=None,
            site_url="",
            imprint=book.Imprint("", book.fixed_date() or datetime.date.today()),
            brand=BRAND,
            accent=pdf.ACCENT,
            cache=Path(cache),
            target=target,
            kinds=frozenset({"book"}),
            name=site.resolve().name,
        )
        return make.write(target, [job], tell)


def job_of(site: Path, stage: Stage, lang: str, kinds: frozenset[str]) -> Job:
    """What the process of one language needs to know."""
    library = stage.library
    colours = library.edition.colours
    return Job(
        site=site,
        lang=lang,
        navigation=stage.navigation[lang],
        site_url=stage.facts.site_url,
        imprint=book.imprint(library, site, lang),
        brand=brand_of(library.edition),
        accent=(colours.accent if colours else None) or pdf.ACCENT,
        cache=stage.folder.parent / "export" / "pdf",
        target=site / downloads.FOLDER,
        kinds=kinds,
        terms=tuple(entry.term.get(lang) for entry in library.data.glossary),
        papers=forms.papers_in(library, lang),
        urgent=emergency.urgent(library),
    )


def export_offline(site: Path, stage: Stage, tell: Progress = silent) -> Sequence[Remark]:
    """The offline copy; its pages name only the files that it holds. Comes after the other exports."""
    files = downloads.Files.of(site).for_offline()
    urls = set(pages_of(site))

    def adapt(path: str, data: bytes) -> bytes:
        return downloads.filled_in(data.decode(), path, files, stage.library).encode() if path in urls else data

    offline.write(site, books(site, stage), book.edition_date(stage.library), files, adapt)
    tell(1, 1, downloads.OFFLINE)
    return ()


# The kinds of documents (`make.OWNED`) behind each name; the offline copy comes last, since it holds them.
KINDS: Mapping[str, Sequence[str]] = {"office": ("office",), "pdf": pdf.KINDS, "epub": ("epub",), "emergency": ("html",)}
EXPORTS: Mapping[str, Export] = {
    **{name: partial(export_documents, kinds=kinds) for name, kinds in KINDS.items()},
    "offline": export_offline,
}


def export_all(site: Path, stage: Stage, kinds: Collection[str] = tuple(EXPORTS)) -> tuple[Remark, ...]:
    """The documents of a finished site, and what its pages say about them."""
    remarks = export_documents(site, stage, kinds=[kind for name in KINDS if name in kinds for kind in KINDS[name]])
    if "offline" in kinds:
        export_offline(site, stage)
    complete_downloads(site, stage)
    return tuple(remarks)


def complete_downloads(site: Path, stage: Stage) -> None:
    """What the pages say about their files, when all are there."""
    downloads.write(site, pages_of(site), downloads.Files.of(site), stage.library)


# --- writing the tree ---


def _write(target: Path, files: Mapping[str, bytes]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write what changed and remove what is gone; the paths of both."""
    changed = [path for path, data in files.items() if _write_if_changed(target / path, data, drafts=target.parent)]
    return tuple(changed), tuple(_remove_others(target, set(files)))


def _remove_others(target: Path, wanted: set[str]) -> list[str]:
    present = [file for file in target.rglob("*") if file.is_file() or file.is_symlink()]
    removed = [path for file in present if (path := file.relative_to(target).as_posix()) not in wanted]
    for path in removed:
        (target / path).unlink(missing_ok=True)
    for folder in sorted((entry for entry in target.rglob("*") if entry.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    return removed


def _write_if_changed(file: Path, data: bytes, *, drafts: Path) -> bool:
    """Write by way of a temporary file, so that a kill never leaves half a page.

    The draft lies outside the tree under a name of this process: another one that stages at the same time does not clear it away.
    """
    if file.is_file() and file.stat().st_size == len(data) and file.read_bytes() == data:
        return False
    if file.is_dir():
        shutil.rmtree(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    drafts.mkdir(parents=True, exist_ok=True)
    draft = drafts / f".{file.name}.{os.getpid()}{DRAFT}"
    draft.write_bytes(data)
    draft.replace(file)
    return True
