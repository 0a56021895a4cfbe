"""What a text may hold: each limit at its edge, named with what was found, and none that an honest author meets."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.cards import limits
from briefing_app.cards.limits import Excess, excesses, long_word
from tests.prose.corpora import bodies, needs_corpora


def codes(text: str) -> list[str]:
    return [excess.code for excess in excesses(text)]


@pytest.mark.parametrize(
    ("code", "limit", "make"),
    [
        (
            "text-too-long",
            limits.TEXT_LIMIT,
            lambda n: ("word " * 9_000 + "\n\n") * 2 + ("word " * 2_000)[: n - 90_004],
        ),
        ("paragraph-too-long", limits.PARAGRAPH_LIMIT, lambda n: ("word " * n)[:n]),
        ("word-too-long", limits.WORD_LIMIT, lambda n: "One word: " + "a" * n),
        ("too-many-symbols", limits.SYMBOL_LIMIT, lambda n: "\U0001f600 " * n),
        ("too-many-symbols", limits.SYMBOL_LIMIT, lambda n: "\ue000 " * n),
        ("too-many-lines", limits.LINE_LIMIT, lambda n: "\n" * n),
        ("too-deep", limits.DEPTH_LIMIT, lambda n: "a\n\n" + " " * n + "b"),
        ("too-deep", limits.DEPTH_LIMIT, lambda n: ">" * n + "b"),
        ("too-deep", limits.DEPTH_LIMIT, lambda n: "[^a]:" + ">" * n + "b"),
        ("too-many-parts", limits.PART_LIMIT, lambda n: "- a\n" * (n - 1)),
        ("too-many-parts", limits.PART_LIMIT, lambda n: "a\n\n" * 1_000 + "- b\n" * (n - 1_001)),
        ("too-many-parts", limits.PART_LIMIT, lambda n: "## a\n\n" * 1_000 + "- b\n" * (n - 2_001)),
        ("too-many-parts", limits.PART_LIMIT, lambda n: "`a`\n\n" * 600 + "> b\n" * (n - 1_801)),
        ("too-many-parts", limits.PART_LIMIT, lambda n: "a|b|c\n-|-|-\n" + "a\n" * 900 + "\n" + "- b\n" * (n - 2_708)),
        ("too-many-footnotes", limits.FOOTNOTE_LIMIT, lambda n: "a[^1]\n\n" * n),
        ("too-many-brackets", limits.BRACKET_LIMIT, lambda n: ("[b " * 250 + "\n\n") * 5 + "[b " * (n - 1_250)),
        ("too-many-signs", limits.NESTING_LIMIT, lambda n: "a *b " * n),
        ("too-many-signs", limits.CODE_LIMIT, lambda n: "a `` b " * n),
        ("too-many-signs", limits.NESTING_LIMIT, lambda n: "1. [a]\n" * 200 + "2. " + "[a] " * n),
        (
            "too-many-signs",
            limits.NESTING_LIMIT,
            lambda n: "a|b\n-|-\n" + "*a|b*\n" * 200 + "_b_ " * (n // 2) + "*" * (n % 2),
        ),
    ],
)
def test_each_limit_is_the_last_that_is_allowed(code: str, limit: int, make: Callable[[int], str]) -> None:
    assert codes(make(limit)) == []
    assert codes(make(limit + 1)) == [code]


@pytest.mark.parametrize(
    "beginning",
    ["    a|b\n    -|-\n", "a|b\n-|-|-\n", "a\\|b\n-|-\n", "- a\n# b\nc\n", "- a\nb\n---\n", "- a\n> b\n", "a\n"],
)
def test_lines_that_may_be_one_paragraph_are_counted_as_one(beginning: str) -> None:
    """What begins like a table or a list and is none would else be led past the count."""
    assert codes(beginning + "- *a *b | c\n" * 160) == ["too-many-signs"]
    assert codes(beginning + "- `a | b\n" * 50) == ["too-many-signs"]


def test_headings_and_notes_in_a_long_paragraph() -> None:
    words = "word " * 20
    for cut in ("# Head\n", "Head\n===\n", "[^1]: note\nmore\n", "***\n"):
        assert codes((words + "\n" + cut) * 300) == ["no-blank-lines"]
        assert codes((words + "\n\n" + cut + "\n") * 300) == []


@pytest.mark.parametrize("text", ["a" * 100_001, "*" * 99_999 + "x", "a\n" * 5_000, "[" * 2_000, "[^a] " * 700])
def test_sentences_say_the_limit_and_what_was_found(text: str) -> None:
    for excess in excesses(text):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", excess.code)
        assert excess.sentence[0].isupper() and excess.sentence.endswith(".")
        assert any(str(value) in excess.sentence for name, value in vars(limits).items() if name.endswith("_LIMIT"))
        assert "{" not in excess.sentence


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_offset_is_where_the_trouble_begins(ending: str) -> None:
    text = ending.join(["Lead.", "", "One.", "", "- " * 40 + "deep", "", "b" * 3_000, "", "*c " * 500])
    found = {excess.code: text[excess.offset :] for excess in excesses(text)}
    assert found["too-deep"].startswith("- - ")
    assert found["word-too-long"].startswith("bbb")
    assert found["too-many-signs"].startswith("*c *c")


def test_line_ends_of_any_kind_end_a_line() -> None:
    """Markdown takes all three for one; a count that did not could be led past."""
    deep = "a\r\r" + "> " * 100
    assert codes(deep) == codes(deep.replace("\r", "\n")) == ["too-deep"]


@pytest.mark.parametrize(
    "text",
    [
        "-" * 90 + "\n\n" + "=" * 90,
        "Title\n" + "=" * 120,
        "| A | B |\n|" + "-" * 100 + "|" + "-" * 100 + "|\n| 1 | 2 |",
        "| Date | Event | Source |\n|---|---|---|\n" + "| 2020 | *It* happened | [^a] [^b] |\n" * 250,
        "- **One**, and [two](https://a.example/b_c?d=e&f=g)[^a]\n" * 300,
        "".join(f"Text.[^{n}]\n\n" for n in range(250)) + "".join(f"[^{n}]: A note.\n" for n in range(250)),
        "外交部发言人就有关问题答记者问。" * 300,
        "การทูต" * 1_000,
        "https://a.example/" + "x" * 1_900,
        "snake_case_name " * 2_000,
        "R&D, AT&T, a < b and 5 * 5. " * 250,
        "1. One\n2. Two\n" * 200,
    ],
)  # fmt: skip
def test_honest_texts_are_under_the_limits(text: str) -> None:
    assert codes(text) == []


def test_long_word_begins_where_it_begins() -> None:
    assert long_word("a " * 3_000) is None
    assert long_word("中" * 3_000) is None
    assert long_word("中" * 3_000 + "a" * 2_001) == 3_000
    assert long_word("one " + "a" * 2_001) == 4


@pytest.mark.parametrize(
    "unit",
    [
        "-",
        "- ",
        "=",
        "-_*= ",
        "|",
        "\n",
        "\n ",
        " ",
        "\t",
        ">",
        "1",
        "1.",
        "1. ",
        "[",
        "]:",
        "[^a]:\n",
        "`",
        "_",
        "a_",
        "\\",
        "  \n",
        "\r",
        "#\n",
    ],
)
@pytest.mark.parametrize("ending", ["", "x"])
def test_no_text_makes_the_count_itself_long(unit: str, ending: str) -> None:
    """Each of these hung a guard once: with time that grew with the square it would not end."""
    text = (unit * limits.TEXT_LIMIT)[: limits.TEXT_LIMIT - 1] + ending
    assert all(isinstance(excess, Excess) for excess in excesses(text))


@given(st.text(st.sampled_from("ab1.*_`[]^:<>&\\|#=-+ \t\n\r\u0661中"), max_size=300), st.integers(1, 300))
def test_any_text_is_counted(text: str, times: int) -> None:
    for excess in excesses(text * times):
        assert 0 <= excess.offset <= len(text * times)


@needs_corpora
def test_no_published_text_is_refused() -> None:
    counted = 0
    for body in bodies():
        assert codes(body) == [], body[:200]
        counted += 1
    assert counted > 4_000
