"""The help of the command line, in the language of the messages."""

from __future__ import annotations

import click

from handbook.locale import word, words

NAMES = ["-h", "--help"]


def speak(command: click.Command, lang: str, path: str = "handbook") -> None:
    """Give a command, its options and all commands below it their words; raises KeyError if the catalogue has none."""
    command.help = word(lang, f"help.commands.{path}")
    command.short_help = command.help.split(". ")[0].rstrip(".")  # else click cuts it off in the list of commands
    command.options_metavar = word(lang, "help.options_metavar")
    command.context_class = _context(lang)
    shown = command.get_help_option(click.Context(command, help_option_names=NAMES))
    metavars = words(lang, "help.metavars")
    for param in (*command.params, *([shown] if shown else [])):
        if isinstance(param, click.Option):
            param.help = word(lang, f"help.options.{param.opts[-1]}")
            param.metavar = None if param.is_flag else metavars.get(param.opts[-1], metavars.get(param.type.name))
        else:
            param.metavar = metavars[param.opts[-1]] + ("..." if param.nargs < 0 else "")
    if isinstance(command, click.Group):
        command.subcommand_metavar = word(lang, "help.command_metavar")
        for name, below in command.commands.items():
            speak(below, lang, name if path == "handbook" else f"{path}_{name}")


def _context(lang: str) -> type[click.Context]:
    headings = words(lang, "help.headings")

    class Formatter(click.HelpFormatter):
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or headings["Usage"])

        def write_heading(self, heading: str) -> None:
            super().write_heading(headings[heading])

    class Context(click.Context):
        formatter_class = Formatter

    return Context
