"""The command line: the only place that prints and exits."""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn
from rich.progress import Progress as Bar

from handbook import __version__, pipeline
from handbook.checks import report
from handbook.checks.run import check_all
from handbook.errors import ContentError, Finding, HandbookError
from handbook.export.pdf.make import KINDS as PDF_KINDS
from handbook.export.progress import Progress
from handbook.export.remarks import Remark
from handbook.help import NAMES as HELP
from handbook.help import speak
from handbook.layers.compose import Tree, compose, load, read_layers, reading
from handbook.layers.defaults import Changed
from handbook.layers.drift import NEEDS_WORK, PAGE, URGENCY, Override
from handbook.layers.facts import FACTS, Facts
from handbook.layers.slots import duration
from handbook.layers.upgrade import TO_DO, Done
from handbook.locale import LANGUAGES, command, word, words
from handbook.model.data import Data
from handbook.model.library import Shelf

PORT = 8000

root_option = click.option("--root", type=click.Path(path_type=Path, file_okay=False, exists=True), default=Path())
lang_option = click.option("--lang", type=click.Choice(LANGUAGES), default="de")


@click.group(context_settings={"help_option_names": HELP})
@click.version_option(__version__, prog_name="handbook")
def cli() -> None:
    """Handbuch Konfliktmanagement: check, build and look at the handbook."""


@cli.command()
@root_option
@lang_option
@click.option("--format", "style", type=click.Choice(sorted(report.FORMATS)), default="text")
def check(root: Path, lang: str, style: str) -> None:
    """Check the content. Exit code 0: no error, 1: errors, 2: could not run."""
    started = time.monotonic()
    library, tree = load(root.resolve())
    findings = check_all(library, tree)
    if style == "text" and not findings:
        click.echo(word(lang, "report.clean", pages=len(tree.files), seconds=_seconds(started)))
    else:
        click.echo(report.FORMATS[style](findings, lang))
    sys.exit(int(_has_errors(findings)))


@cli.command()
@root_option
@lang_option
@click.option("--site", type=click.Path(path_type=Path, file_okay=False), default=None)
@click.option("--site-url", envvar="HANDBOOK_SITE_URL", default="")
@click.option("--no-export", is_flag=True)
@click.option("--without", type=click.Choice(list(pipeline.EXPORTS)), multiple=True)
@click.option("--release", "strict", is_flag=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), default=None)
def build(
    root: Path,
    lang: str,
    site: Path | None,
    site_url: str,
    *,
    no_export: bool,
    without: tuple[str, ...],
    strict: bool,
    today: datetime.datetime | None,
) -> None:
    """Check, stage, render and finish the site; the site of before stays until the new one is ready."""
    from handbook.checks.release import refusals
    from handbook.website.release import release

    started, root = time.monotonic(), root.resolve()
    target = (site or root / "site").resolve()
    with _step(lang, "check"):
        library, tree = load(root)
        findings = check_all(library, tree)
        refused = refusals(library, lang, (today or datetime.datetime.now()).date()) if strict else []
    if _has_errors(findings) or refused:
        errors = [found for found in findings if found.severity == "error"]
        raise ContentError(errors, "\n".join([*refused, word(lang, "build.failed", site=target)]))
    try:
        kinds = [] if no_export else [kind for kind in pipeline.EXPORTS if kind not in without]
        made = release(root, target, site_url=site_url, exports=kinds, step=lambda name: _step(lang, name))
    except OSError as error:
        raise HandbookError(word(lang, "build.disk", file=error.filename or target, problem=error.strerror or error)) from error
    except HandbookError as error:
        raise HandbookError(f"{error.message}\n{word(lang, 'build.failed', site=target)}") from None
    done = word(lang, "build.done", pages=len(pipeline.pages_of(target)), site=target, seconds=_seconds(started))
    _tell_remarks(made.remarks, lang)
    click.echo(done if made.fresh else word(lang, "build.current", site=target))


@cli.command()
@root_option
@lang_option
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=PORT)
def serve(root: Path, lang: str, host: str, port: int) -> None:
    """Show the handbook at http://127.0.0.1:8000 and renew what an edit changes."""
    from handbook.website.preview import serve as serve_preview

    def tell(kind: str, pages: int, seconds: float) -> None:
        click.echo(word(lang, f"serve.{kind}", count=pages, seconds=f"{seconds:.1f}"))

    def complain(error: HandbookError) -> None:
        click.echo(_message(error, lang), err=True)
        click.echo(word(lang, "serve.waiting"), err=True)

    try:
        serve_preview(
            root.resolve(),
            host,
            port,
            tell=tell,
            complain=complain,
            ready=lambda url: click.echo(word(lang, "serve.ready", url=url)),
        )
    except OSError as error:
        raise HandbookError(f"{word(lang, 'serve.port', port=port)} ({error.strerror})") from error


@cli.command()
@root_option
@lang_option
def stage(root: Path, lang: str) -> None:
    """Write the staged tree that any builder can render."""
    made = pipeline.prepare(root.resolve())
    counts = {"pages": len(made.library.ids), "changed": len(made.changed), "removed": len(made.removed)}
    click.echo(word(lang, "commands.staged", folder=made.folder, **counts))


@cli.command()
@root_option
@lang_option
@click.argument("what", nargs=-1, required=True)
def translated(root: Path, lang: str, what: tuple[str, ...]) -> None:
    """Record that English pages say what the German ones say now: WHAT is a path or an id, with #section if only that."""
    from handbook.layers.translations import record

    library, _ = load(root.resolve())
    for entry in what:
        file, count = record(library, root.resolve(), entry, lang)
        click.echo(word(lang, "commands.translated", file=file, count=count))


@cli.command()
@root_option
@lang_option
@click.argument("identity")
@click.argument("path")
def move(root: Path, lang: str, identity: str, path: str) -> None:
    """Move the page ID to a new PATH (folder/name.md) in both languages and leave a redirect."""
    from handbook.layers.moves import move_page

    library, _ = load(root.resolve())
    for old, new in move_page(library, root.resolve(), identity, path, lang):
        click.echo(word(lang, "commands.moved", old=old, new=new))


@cli.group()
def export() -> None:
    """Documents from the finished site, into site/downloads: each command makes one kind alone."""


def export_options(command: Callable[..., None]) -> Callable[..., None]:
    """What every command of `export` is told: the handbook, its finished site, the public address, the language of messages."""
    site = click.option("--site", type=click.Path(path_type=Path, file_okay=False), default=None)
    address = click.option("--site-url", envvar="HANDBOOK_SITE_URL", default="")
    return root_option(lang_option(site(address(command))))


@export.command()
@export_options
def bpmn(root: Path, lang: str, site: Path | None, site_url: str) -> None:
    """Diagram (SVG) and model (BPMN 2.0) of every process in every language."""
    root = root.resolve()
    library, _ = load(root)
    with _progress(lang, "bpmn", (site or root / "site") / "downloads") as tell:
        pipeline.write_models(site or root / "site", library, tell)


@export.command()
@export_options
def office(root: Path, lang: str, site: Path | None, site_url: str) -> None:
    """The forms as ODT and DOCX, blank and filled."""
    _export("office", root, lang, site, site_url)


@export.command()
@export_options
@click.option("--only", type=click.Choice(PDF_KINDS), multiple=True)
@click.option("--foreign", "target", type=click.Path(path_type=Path))
def pdf(root: Path, lang: str, site: Path | None, site_url: str, *, only: tuple[str, ...], target: Path | None) -> None:
    """The book, its parts, cards, forms to fill in and emergency cards as accessible PDF."""
    if target:
        with _progress(lang, "pdf", target) as tell:
            remarks = pipeline.export_foreign_pdf((site or root / "site").resolve(), target.resolve(), lang, tell)
        _end_with(remarks, lang)
    _export("pdf", root, lang, site, site_url, **({"kinds": only} if only else {}))


@export.command()
@export_options
def epub(root: Path, lang: str, site: Path | None, site_url: str) -> None:
    """The handbook as EPUB, one file per language."""
    _export("epub", root, lang, site, site_url)


@export.command()
@export_options
def emergency(root: Path, lang: str, site: Path | None, site_url: str) -> None:
    """The emergency cards as single HTML files."""
    _export("emergency", root, lang, site, site_url)


@export.command()
@export_options
def offline(root: Path, lang: str, site: Path | None, site_url: str) -> None:
    """The finished site with its forms and cards as a zip that works without network."""
    _export("offline", root, lang, site, site_url)


def _export(kind: str, root: Path, lang: str, site: Path | None, site_url: str, **choice: Any) -> None:
    """One kind of documents, and then anew what the pages say about their files. Exit code 1: a page is missing in one."""
    root = root.resolve()
    target = (site or root / "site").resolve()
    made = pipeline.prepare(root, site_url=site_url)
    with _progress(lang, kind, target / "downloads") as tell:
        remarks = pipeline.EXPORTS[kind](target, made, tell, **choice)
    pipeline.complete_downloads(target, made)
    _end_with(remarks, lang)


def _end_with(remarks: Sequence[Remark], lang: str) -> NoReturn:
    """Tell what could not be taken as it stands; exit code 1 if a page is missing."""
    _tell_remarks(remarks, lang)
    sys.exit(int(any(remark.kind == "refused" for remark in remarks)))


def _tell_remarks(remarks: Sequence[Remark], lang: str) -> None:
    for remark in remarks:
        click.echo(remark.text(lang), err=True)


@cli.group()
def local() -> None:
    """A municipality's own edition below local/: begin, adopt, compare, upgrade, propose."""


@local.command()
@root_option
@lang_option
@click.option("--name", default=None)
@click.option("--phone", default=None)
@click.option("--mail", default=None)
@click.option("--set", "facts", multiple=True)
def init(root: Path, lang: str, name: str | None, phone: str | None, mail: str | None, *, facts: tuple[str, ...]) -> None:
    """Write local/kommune.yml and a first page; asks for what is not given. Works in an empty folder too."""
    from handbook.layers import init as edition

    root = root.resolve()
    data = edition.data_for(root)
    values = {key: value for key, value in zip(edition.ASKED, (name, phone, mail), strict=True) if value is not None}
    for entry in facts:
        key, equals, value = entry.partition("=")
        if not equals:
            raise HandbookError(word(lang, "local.set_form", text=entry))
        values[key.strip()] = value.strip()
    for key in edition.ASKED:
        if key not in values and sys.stdin.isatty():
            values[key] = click.prompt(data.slots[key].label.get(lang), default="", show_default=False)
    given = {key: value for key, value in values.items() if value}
    for file in edition.begin(root, data, given, lang=lang, today=datetime.date.today()):
        click.echo(word(lang, "local.written", file=file))
    click.echo(word(lang, "local.next", file=FACTS, handbook=command()))
    click.echo(_new_versions(root, lang))


@local.command()
@root_option
@lang_option
@click.option("--seen", is_flag=True)
@click.argument("what", nargs=-1, required=True)
def adopt(root: Path, lang: str, what: tuple[str, ...], *, seen: bool) -> None:
    """Copy a core text below local/ and record what it replaces.

    WHAT is an id or path (P-02, docs/en/..., overrides/...), with #section, #steps.s2, #title or #summary if only that.
    """
    from handbook.layers.adopt import adopt as adopt_text

    for entry in what:
        tree, _, _, core, own = _layers(root)
        for done, file in adopt_text(tree, core, own, entry, lang=lang, today=datetime.date.today(), seen=seen):
            click.echo(word(lang, f"local.{done}", file=file))


@local.command()
@root_option
@lang_option
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.option("--facts", "all_facts", is_flag=True)
def status(root: Path, lang: str, style: str, *, all_facts: bool) -> None:
    """List what the edition overrides and whether the core has moved since. Exit code 1: something needs attention."""
    from handbook.layers import defaults, drift

    tree, data, facts, core, own = _layers(root)
    found = drift.overrides(tree, core, own, facts)
    changed = defaults.changed(tree.root, data, facts.values)
    if style == "json":
        click.echo(drift.as_json(found, changed))
    else:
        lines = [*_status(found, lang), *_proposals(changed, lang), *_open_facts(root, lang, facts, all_facts=all_facts)]
        click.echo("\n".join(lines))
    sys.exit(int(any(entry.state in drift.NEEDS_WORK for entry in found)))


@local.command()
@root_option
@lang_option
@click.option("--dry-run", is_flag=True)
def upgrade(root: Path, lang: str, *, dry_run: bool) -> None:
    """Bring local texts up to the present core: merge three ways, rename what the core has renamed.

    Exit code 1: something is left for people to decide.
    """
    from handbook.layers import defaults, drift
    from handbook.layers.upgrade import upgrade as upgrade_texts

    tree, data, facts, core, own = _layers(root)
    found = drift.overrides(tree, core, own, facts)
    changed = defaults.changed(tree.root, data, facts.values)
    done = upgrade_texts(tree, core, own, found, lang=lang, dry_run=dry_run)
    lines = [word(lang, f"local.upgraded.{entry.outcome}", name=entry.name, detail=entry.detail) for entry in done]
    lines += _proposals(changed, lang)
    if dry_run:
        lines.append(word(lang, "local.dry_run"))
    else:
        defaults.record(tree.root, data)
        lines += [] if lines else [word(lang, "local.up_to_date")]
    left = [_to_do(entry, lang) for entry in done if entry.outcome in TO_DO]
    lines += [word(lang, "local.left" if len(left) > 1 else "local.left_one", count=len(left))] if left else []
    click.echo("\n".join([*lines, *(f"{number}. {text}" for number, text in enumerate(left, 1))]))
    sys.exit(int(bool(left)))


@local.command()
@root_option
@lang_option
@click.argument("what")
@click.option("--reason", required=True)
@click.option("--author", default="")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=None)
def propose(root: Path, lang: str, what: str, *, reason: str, author: str, output: Path | None) -> None:
    """Turn a local text into a patch against the core. WHAT: P-02#wortlaut or P-02."""
    from handbook.layers import propose as proposal
    from handbook.layers.files import write

    tree, _, facts, core, own = _layers(root)
    who = author or proposal.author_of(tree.root)
    if not who:
        raise HandbookError(word(lang, "local.author"))
    now = datetime.datetime.now().astimezone()
    text = proposal.patch(core, own, what, author=who, reason=reason, now=now, lang=lang)
    name = f"{what.replace('#', '-').replace('/', '-').removesuffix('.md')}.patch"
    file = output or tree.root / proposal.FOLDER / name
    write(file, text)
    address = proposal.address_of(tree.core) or word(lang, "local.no_address")
    click.echo(word(lang, "local.proposed", file=file, address=address))
    if names := proposal.own_facts(text, facts.values):
        click.echo(word(lang, "local.own_facts", names=", ".join(f"{{{{ {name} }}}}" for name in names)), err=True)


def _layers(root: Path) -> tuple[Tree, Data, Facts, Shelf, Shelf]:
    """Both layers; what cannot be read stops a command that would write, except for open conflicts, which it names."""
    tree = compose(root.resolve())
    data, facts, core, own = read_layers(tree)
    findings = reading(tree, data, facts, core, own)
    if wrong := [found for found in findings if found.severity == "error" and found.rule != "conflict-marks"]:
        raise ContentError(wrong)
    return tree, data, facts, core, own


def _new_versions(root: Path, lang: str) -> str:
    """How this edition gets new versions of the handbook: a fork by git, a thin edition with the package."""
    from handbook.layers.compose import core_of
    from handbook.layers.propose import address_of

    core = core_of(root)
    address = address_of(core) or word(lang, "local.address")
    return word(lang, "local.next_fork", address=address) if core == root else word(lang, "local.next_thin")


def _open_facts(root: Path, lang: str, facts: Facts, *, all_facts: bool) -> Iterator[str]:
    """Mandatory facts that are still missing: how many, or each with the pages that show it."""
    from handbook.checks.release import open_slots

    library, _ = load(root.resolve())
    missing = open_slots(library) if facts.values else {}
    if missing and not all_facts:
        yield word(lang, "local.open_facts_count", count=len(missing), handbook=command())
    elif missing:
        yield word(lang, "local.open_facts")
        for name, uses in missing.items():
            label = library.data.slots[name].label.get(lang)
            yield word(lang, "local.open_fact", slot=name, label=label, pages=", ".join(uses))


def _status(found: list[Override], lang: str) -> list[str]:
    if not found:
        return [word(lang, "local.nothing")]
    lines = []
    for entry in sorted(found, key=lambda entry: URGENCY.index(entry.state)):
        lines.append(f"{word(lang, f'local.states.{entry.state}'):<18} {entry.name}")
        hint = _way_out(entry, lang) if entry.state == "orphaned" else _hint(entry, lang)
        lines += [f"    {hint}"] if hint else []
        lines += [f"    {word(lang, 'local.moved_to', path=entry.moved)}"] if entry.moved else []
        names = (word(lang, "local.base"), word(lang, "local.core", version=__version__))
        lines += [f"    {line}" for line in entry.diff(names).split("\n") if line] if entry.state == "stale" else []
    count = sum(entry.state in NEEDS_WORK for entry in found)
    return [*lines, word(lang, "local.sum", count=len(found), open=count)]


def _hint(entry: Override, lang: str) -> str:
    return word(lang, f"local.hints.{entry.state}", handbook=command(), target=entry.target)


def _way_out(entry: Override, lang: str) -> str:
    """What to do with a text whose place in the core is gone."""
    hidden, whole = entry.part.startswith("hide."), entry.part == PAGE and entry.lang
    kind = "section" if entry.now else "hidden" if hidden else "page" if whole else "part"
    values = {"id": entry.id, "file": entry.file, "part": entry.part, "now": entry.now}
    return word(lang, f"local.orphaned.{kind}", handbook=command(), target=entry.target.partition("#")[0], **values)


def _to_do(done: Done, lang: str) -> str:
    """What an upgrade leaves to a person, with the command that ends it."""
    if done.outcome == "orphaned":
        return f"{done.name}: {_way_out(done.entry, lang)}"
    values = {"name": done.name, "file": done.entry.file, "detail": done.detail, "target": done.entry.target}
    return word(lang, f"local.to_do.{done.outcome}", handbook=command(), **values)


def _proposals(changed: list[Changed], lang: str) -> list[str]:
    """Time limits that the core proposes differently now, and that hold for a town which has set none of its own."""
    if not changed:
        return []
    lines = [
        word(lang, "local.proposal", slot=entry.slot, before=duration(entry.before, lang), now=duration(entry.now, lang))
        for entry in changed
    ]
    return [word(lang, "local.proposals"), *lines]


def _seconds(started: float) -> str:
    return f"{time.monotonic() - started:.1f}"


def _has_errors(findings: list[Finding]) -> bool:
    return any(found.severity == "error" for found in findings)


@contextmanager
def _step(lang: str, name: str) -> Iterator[None]:
    """Show a stage of the build: a moving line on a terminal, a plain line elsewhere."""
    started = time.monotonic()
    text = word(lang, f"build.{name}")
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status(f"{text} …"):
            yield
    else:
        yield
    click.echo(f"{text}: {_seconds(started)} s", err=True)


@contextmanager
def _progress(lang: str, kind: str, folder: Path) -> Iterator[Progress]:
    """Show how many documents of a kind are ready: a bar on a terminal, the sum in a plain line at the end."""
    started, count = time.monotonic(), 0
    console = Console(stderr=True)
    with Bar(
        *Bar.get_default_columns(), MofNCompleteColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(kind, total=None)

        def tell(done: int, total: int, name: str) -> None:
            nonlocal count
            count = total
            bar.update(task, completed=done, total=total, description=f"{kind} {name}")

        yield tell
    click.echo(f"{kind}: {word(lang, 'export.done', count=count, folder=folder, seconds=_seconds(started))}", err=True)


def _message(error: HandbookError, lang: str) -> str:
    parts = [report.as_text(error.findings, lang)] if isinstance(error, ContentError) and error.findings else []
    return "\n".join([*parts, *([error.message] if error.message else [])])


def _language() -> str:
    """The language asked for on the command line, also where click itself has not read it."""
    arguments = " ".join(sys.argv[1:]).replace("=", " ").split()
    return next(
        (after for before, after in pairwise(arguments) if before == "--lang" and after in LANGUAGES),
        "de",
    )


def _usage(error: click.UsageError, lang: str) -> str:
    """What is wrong with a call, in the language of the messages, and how a right one looks."""
    name = error.ctx.command.name if error.ctx and error.ctx.command.name else ""
    param = getattr(error, "param", None)
    known = param.opts[-1] if isinstance(param, click.Parameter) else ""
    shown = words(lang, "usage.names").get(known, known)
    if isinstance(error, click.NoSuchOption):
        kind, shown = "option", error.option_name
    elif isinstance(error, click.MissingParameter):
        kind = "missing"
    else:
        kind = "value" if param else "call"
    example = words(lang, "usage.examples").get(name, "--help")
    text = word(lang, f"usage.{kind}", name=shown, call=" ".join(sys.argv[1:]))
    return f"{text}\n{word(lang, 'usage.example', handbook=command(), example=example)}"


def main() -> None:
    """Run a command; the one place where errors become messages and exit codes."""
    lang = _language()
    speak(cli, lang)
    try:
        code = cli(standalone_mode=False)
    except HandbookError as error:
        click.echo(_message(error, lang), err=True)
        code = error.exit_code
    except click.UsageError as error:
        click.echo(_usage(error, lang), err=True)
        code = error.exit_code
    except click.Abort:
        code = 1
    except BrokenPipeError:  # whoever read our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
