"""Text in a line: nothing unseen, nothing lost, nothing that turns its neighbours round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.screen.inline import isolated, visible
from briefing_app.screen.style import END_ISOLATE, ISOLATE, MAY_BREAK


def test_invisible_characters_are_drawn() -> None:
    assert visible("a\u202eb\u200bc") == "a⟦U+202E⟧b⟦U+200B⟧c"
    assert visible(f"{ISOLATE}a{END_ISOLATE}") == "⟦U+2068⟧a⟦U+2069⟧"


def test_joiners_and_direction_marks_stay() -> None:
    text = "می\u200cخواهم क्\u200dष \u200eA\u200f"
    assert visible(text) == text


def test_spaces_are_joined_but_narrow_and_wide_ones_stay() -> None:
    assert visible("a \n\t b\u202f! c\u3000d\u00a0e") == "a b\u202f! c\u3000d\u00a0e"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=300))
def test_a_long_word_keeps_every_letter(text: str) -> None:
    word = "x" * 40 + "".join(text.split())
    assert visible(word).replace(MAY_BREAK, "") == "".join(map(visible, word))


def test_a_long_address_may_break_after_its_parts_and_other_scripts_are_left_alone() -> None:
    assert MAY_BREAK in visible("https://example.org/" + "path/" * 10)
    assert MAY_BREAK not in visible("พ" * 100 + "中" * 100 + "ب" * 100)


@pytest.mark.parametrize(
    ("text", "direction", "apart"),
    [
        ("Anwar", "ltr", False),
        ("أنور", "ltr", True),
        ("Anwar أنور", "ltr", True),
        ("أنور", "rtl", False),
        ("Anwar", "rtl", True),
        ("Նիկոլ", "rtl", True),
        ("2025", "rtl", False),
    ],
)
def test_what_runs_the_other_way_is_isolated(text: str, direction: str, apart: bool) -> None:
    assert isolated(text, direction) == (f"{ISOLATE}{text}{END_ISOLATE}" if apart else text)


def test_isolating_escapes() -> None:
    assert isolated("<b>أ", "ltr") == f"{ISOLATE}&lt;b&gt;أ{END_ISOLATE}"
