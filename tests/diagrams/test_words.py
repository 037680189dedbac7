"""Lines are broken as a careful typesetter would, and never too wide."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handbook.diagrams.words import width, wrap


def test_words_move_as_a_whole_or_are_hyphenated_where_a_gap_would_be_ugly() -> None:
    assert wrap("Zweite Person dazuholen", 110, 13, "de") == ("Zweite Person", "dazuholen")
    assert wrap("Öffentlichkeitsarbeit", 80, 13, "de") == ("Öffentlich-", "keitsarbeit")
    assert wrap("Sprach- und Kulturmittlung", 80, 13, "de") == ("Sprach- und", "Kulturmittlung")
    assert wrap("Verwaltungs-/Ratsbüro", 90, 13, "de") == ("Verwaltungs-/", "Ratsbüro")


def test_a_number_before_the_first_line_takes_its_room() -> None:
    assert wrap("Kurz beraten", 80, 13, "de", first=30) == ("Kurz", "beraten")


@given(st.text(), st.floats(30, 200), st.sampled_from(["de", "en", ""]))
def test_no_line_is_too_wide_and_no_letter_is_lost(text: str, room: float, lang: str) -> None:
    lines = wrap(text, room, 13, lang)
    assert all(width(line, 13) <= room for line in lines)
    shown, meant = "".join(lines).replace(" ", "").replace("-", ""), "".join(text.split()).replace("-", "")
    assert shown == meant
