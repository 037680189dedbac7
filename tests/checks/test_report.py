"""Findings for people, for programs and for the two forges; every finding in both languages."""

from __future__ import annotations

import json
import re
import string

import pytest

from handbook.checks.report import FORMATS
from handbook.errors import finding
from handbook.locale import LANGUAGES, catalogue, explain

FOUND = [
    finding("docs/de/a.md", 7, "id-unknown", id="P-77"),
    finding("docs/de/a.md", 3, "word", "warning", word="100%, ganz", instead="Sagen, wie viel."),
]


def test_text_is_sorted_by_line_and_counts() -> None:
    assert FORMATS["text"](FOUND, "en") == (
        'docs/de/a.md:3: warning [word] We do not use "100%, ganz".\n'
        "    Expected: Sagen, wie viel.\n"
        "    What to do: Reword.\n\n"
        "docs/de/a.md:7: error [id-unknown] There is no P-77.\n"
        "    Expected: The id of a page that exists or is planned.\n"
        "    What to do: Correct the id or enter the page in planned.yml.\n\n"
        "1 error, 1 warning, 0 notes"
    )


def test_json_has_every_part() -> None:
    first = json.loads(FORMATS["json"](FOUND, "de"))[0]
    assert {key: first[key] for key in ("path", "line", "rule", "severity", "values")} == {
        "path": "docs/de/a.md",
        "line": 3,
        "rule": "word",
        "severity": "warning",
        "values": {"word": "100%, ganz", "instead": "Sagen, wie viel."},
    }


def test_github_shows_annotations_with_escaped_signs() -> None:
    first = FORMATS["github"](FOUND, "de").split("\n")[0]
    assert first.startswith("::warning file=docs/de/a.md,line=3,title=word::„100%25, ganz“")


def test_gitlab_reports_a_stable_fingerprint() -> None:
    reports = [json.loads(FORMATS["gitlab"](FOUND, lang)) for lang in LANGUAGES]
    assert [entry["fingerprint"] for entry in reports[0]] == [entry["fingerprint"] for entry in reports[1]]
    assert reports[0][0]["location"] == {"path": "docs/de/a.md", "lines": {"begin": 3}}
    assert [entry["severity"] for entry in reports[0]] == ["minor", "major"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_words_that_can_be_filled_in(lang: str) -> None:
    for rule, texts in catalogue(lang)["findings"].items():
        names = {name for text in texts.values() for _, name, _, _ in string.Formatter().parse(text) if name}
        what, expected, todo = explain(finding("a.md", 1, rule, **dict.fromkeys(names, "x")), lang)
        assert what and todo, rule
        assert not re.search(r"\{(?!\{|#|kennung|p-)", f"{what}{expected}{todo}".replace("{{ frist.eingang }}", "")), rule
