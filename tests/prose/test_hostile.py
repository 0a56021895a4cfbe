"""Patterns that hang readers of Markdown: each is refused by its count, or read with little work.

Work is counted in calls of functions, which no other load on the machine changes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from briefing_app.cards.limits import PARAGRAPH_LIMIT, TEXT_LIMIT, excesses
from briefing_app.errors import CardError
from briefing_app.prose.plain import prose_text
from briefing_app.prose.reader import read_prose

REPEATS = 10_000
CALLS = 1_000_000  # about 0.1 s; a published text of 10,000 words takes a tenth of them
LINES = 3_000_000  # about 0.1 s

PATTERNS = (
    "[", "[a](", "![", "[a][", '[a](b "', "[]", "](", "[a](b) ", "![a](b) ", "[^a]", "[^a]: [^a]\n", "[^a]: x\ny\n",
    "[a]: https://b\n", "[a]: https://b\nx\n", "*", "**", "_", "* ", "*a ", "**a ", "*a _b ", "*a **b ", "*a* ",
    "_a_ ", "_א", "`", "` ", "`a` ", "``a` ", "```\n", "<", "<a ", "<a>", "<https://a> ", "<a@b.c> ", "<!--", "&",
    "&amp;", "&#1;", "\\", "\\* ", "- ", "-", "- a\n", "- a\n\n", "+ ", "1. ", "1. a\n", "> ", ">", "> a\n\n", "> - ",
    "> 1. ", "    a\n", "\t", "#", "# a\n", "## a\n\n", "a\n===\n", "a\n---\n", "---\n", "***\n\n", "|", "|a",
    "|a|\n", "a|b\n-|-\n", "|-|\n", "a\n", "a\n\n", "\n", "a  \n", " ", '"', "(", "a", "\u0301", "\xa0", "\u202e",
    "\x00", "\r", "a\r", "\u2028", "wzxhzdk:0", "klzzwxh:0001", "</div>",
)  # fmt: skip
OPENED_AND_CLOSED = (
    ("[", "](b)"),
    ("![", "](b)"),
    ("*a _b ", " c_ d*"),
    ("*(_(", ")_)*"),
    ("(", ")"),
    ("[", "]"),
    ("<", ">"),
)


def calls_of(text: str) -> int:
    """How many functions `read_prose` calls; the text's letters must come out."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        prose = read_prose(text)
    finally:
        sys.setprofile(None)
    prose_text(prose)
    return calls


def lines_of(text: str) -> int:
    """How many lines of Python `read_prose` runs."""
    lines = 0

    def count(_frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        read_prose(text)
    finally:
        sys.settrace(before)
    return lines


def most_of(unit: str, joined: str = "") -> str:
    """The longest repetition of a pattern that the limits let through."""
    least, most = 0, TEXT_LIMIT // len(unit) + 1
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (least, middle) if any(excesses((unit + joined) * middle)) else (middle, most)
    return (unit + joined) * least


@pytest.mark.parametrize("pattern", PATTERNS)
def test_ten_thousand_are_refused_or_little_work(pattern: str) -> None:
    text = pattern * REPEATS
    if any(excesses(text)):
        with pytest.raises(CardError):
            read_prose(text)
    else:
        assert calls_of(text) < CALLS


@pytest.mark.parametrize("pattern", PATTERNS)
def test_as_many_as_the_limits_allow_are_little_work(pattern: str) -> None:
    assert calls_of(most_of(pattern)) < CALLS


@pytest.mark.parametrize("pattern", PATTERNS)
def test_spread_over_a_long_paragraph_they_are_little_work(pattern: str) -> None:
    for filler in ("word " * 10, "word " * 60):
        assert calls_of(most_of(pattern, filler)[:PARAGRAPH_LIMIT]) < CALLS


@pytest.mark.parametrize("unit", ["[", "[a](", '[a](b "', "[a][", "![", "*a ", "\\```a` ", "<https://"])
def test_loops_over_characters_are_little_work(unit: str) -> None:
    """Where Markdown goes on character by character, lines are counted: calls would not show it."""
    text = most_of(unit, "word " * 60)[:PARAGRAPH_LIMIT]
    assert lines_of(text) < LINES


def test_one_footnote_that_everything_refers_to() -> None:
    text = "a[^1] " * 200 + "\n\n" + "b[^1] " * 200 + "\n\n[^1]: c"
    assert not any(excesses(text))
    assert calls_of(text) < CALLS // 4


@pytest.mark.parametrize(("opening", "closing"), OPENED_AND_CLOSED)
def test_nesting_is_refused_or_read(opening: str, closing: str) -> None:
    for depth in (50, 200, 400, 1_000, 10_000):
        text = opening * depth + "x" + closing * depth
        if not any(excesses(text)):
            assert calls_of(text) < CALLS


@pytest.mark.parametrize("label", ["", "[^a]: ", "[^a\nb]: ", "- [^a]: "])
@pytest.mark.parametrize("mark", ["- ", "1. ", "> ", "* > ", "+\t", "١. ", ">", "1. - > "])
def test_lists_in_lists_in_notes(label: str, mark: str) -> None:
    """No text under the limits comes near the depth at which Python stops."""
    deepest = max(depth for depth in range(200) if not any(excesses(label + mark * depth + "x")))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(600)  # a window's own calls take less than the other 400
    try:
        assert prose_text(read_prose(label + mark * deepest + "x")).endswith("x")
    finally:
        sys.setrecursionlimit(limit)
    with pytest.raises(CardError):
        read_prose(label + mark * 1_000 + "x")


def test_a_wide_head_over_many_rows_is_refused() -> None:
    """Markdown gives each row as many cells as the head has."""
    assert "too-many-parts" in {
        excess.code for excess in excesses("|" * 500 + "a\n" + "|-" * 500 + "\n" + "|\n" * 1_000)
    }
