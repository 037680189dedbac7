"""How slots are written in each language."""

from __future__ import annotations

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.layers.slots import duration, escape
from handbook.model.pages import Duration


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("innerhalb von ", "2 Arbeitstagen"),
        ("Nach spätestens ", "2 Arbeitstagen"),
        ("Die Frist beträgt ", "2 Arbeitstage"),
        ("", "2 Arbeitstage"),
    ],
)
def test_german_takes_the_dative_after_these_words(before: str, text: str) -> None:
    assert duration(Duration(value=2, unit="workday"), "de", before) == text


def test_one_and_many() -> None:
    assert duration(Duration(value=1, unit="month"), "en") == "1 month"
    assert duration(Duration(value=3, unit="month"), "en") == "3 months"


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=300))
def test_an_escaped_value_comes_out_of_markdown_as_the_same_text(value: str) -> None:
    import html
    import re

    made = markdown.markdown(f"x{escape(value)}x")
    assert html.unescape(re.sub(r"</?p>", "", made)) == f"x{value}x"
