"""The signs of a note: what stands out, what names a card, and what is a letter like any other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.prose.typed import pieces, readings


def told(text: str) -> list[tuple[str, str]]:
    """Each piece with S for strong, E for emphatic, C for the id of a card."""
    return [(one.text, "S" * one.strong + "E" * one.emphatic + "C" * one.card) for one in pieces(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b c** d", [("a ", ""), ("b c", "S"), (" d", "")]),
        ("(*a*), *b*", [("(", ""), ("a", "E"), ("), ", ""), ("b", "E")]),
        ("***both***", [("both", "SE")]),
        ("**a *b* c**", [("a ", "S"), ("b", "SE"), (" c", "S")]),
        ("**a *b***", [("a ", "S"), ("b", "SE")]),
        ("*a **b***", [("a ", "E"), ("b", "SE")]),
        ("***a** b*", [("a", "SE"), (" b", "E")]),
        ("***a* b**", [("a", "SE"), (" b", "S")]),
        ("un**think**able", [("un", ""), ("think", "S"), ("able", "")]),
        ("**2 * 3**", [("2 * 3", "S")]),
        ("**- one\n- two**", [("- one\n- two", "S")]),
        ("see [[lake]]", [("see ", ""), ("lake", "C")]),
        ("**see [[ lake ]]** now", [("see ", "S"), ("lake", "SC"), (" now", "")]),
    ],
)
def test_signs_have_their_meaning(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "plain", "2 * 3 * 4", "snake_case_name", "**unclosed", "*unclosed", "un**closed", "* one\n* two", "****",
        "* * *", "5* and 10*", "a*b*c", "** a **", "f(*args, **kwargs)", "*.py and *.md", "`code`", "_low_",
        "**one\n\ntwo**", "[[no id]]", "[[", "[ ] task",
    ],
)  # fmt: skip
def test_anything_else_stays_as_typed(text: str) -> None:
    assert told(text) == [(text, "")]


@given(st.text("ab *[]\n", max_size=60))
def test_nothing_but_signs_is_lost(text: str) -> None:
    signs = str.maketrans("", "", "*[] ")
    assert "".join(one.text for one in pieces(text)).translate(signs) == text.translate(signs)


@pytest.mark.parametrize("begins", ["*a ", "**a *b* ", "*a **b** ", "*", "[[a ", "**a *b ", "*a\n"])
def test_signs_by_the_thousand_are_read_once(begins: str) -> None:
    text = begins * 20_000
    assert "".join(one.text for one in pieces(text)).count("a") == text.count("a")


def test_a_note_reads_with_the_titles_that_are_known() -> None:
    text = "**Ask** about [[Lake]] and [[Sea]]"
    assert list(readings(text, {"lake": "The lake"})) == [text, "Ask about The lake and Sea"]
    assert list(readings("2 * 3", {})) == ["2 * 3"]
