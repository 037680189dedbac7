"""The help of every command stands in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from handbook.cli import cli
from handbook.help import speak
from handbook.locale import LANGUAGES, words
from tests.helpers import REPO, handbook


def commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from commands(below)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_and_option_has_its_words_and_no_word_is_left_over(lang: str) -> None:
    speak(cli, lang)  # a missing word is a KeyError
    every = list(commands(cli))
    assert len(words(lang, "help.commands")) == len(every)
    options = {param.opts[-1] for one in every for param in one.params if isinstance(param, click.Option)}
    assert set(words(lang, "help.options")) == options | {"--help"}


@pytest.mark.parametrize(("words_before", "shown"), [((), "Optionen:"), (("--lang", "en"), "Options:")])
def test_help_speaks_the_language_of_the_messages(words_before: tuple[str, ...], shown: str) -> None:
    text = handbook(REPO, "local", "adopt", *words_before, "--help").stdout
    assert shown in text
    assert "#steps.s2" in text
