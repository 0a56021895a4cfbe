"""Highlights told against the plain text come to lie on the very letters of the runs, and no letter is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.prose.blocks import CodeBlock, Prose, Run
from briefing_app.prose.cutting import Stretch, cut, cut_body, cut_prose
from briefing_app.prose.plain import blocks_pieces, prose_pieces, prose_text, section_text
from briefing_app.prose.reader import read_prose

BODY = """A lead with *emphasis* and a source.[^wire] A footnote[^1].

## Heading **strong**

- one item
- another

    with a second\x20\x20
    line

        code in
        a list

    1. inner
    2. list

> A quotation

| a | b |
| --- | --- |
| cell | other cell |

***

    def f():
        return 1

[^1]: The text of it.

    And more.
"""


def stretch_on(text: str, words: str, comment: int | None = 7) -> Stretch:
    start = text.index(words)
    return Stretch(start, start + len(words), "agree", comment)


def runs_of(prose: Prose) -> list[Run]:
    found = [piece.of for piece in prose_pieces(prose) if piece.of is not None]
    return [part for one in found for part in (one.runs if isinstance(one, CodeBlock) else (one,))]


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("lead", ["lead"]),
        ("with emphasis and a", ["with ", "emphasis", " and a"]),
        ("source.[wire] A footnote[1]", ["source.", "wire", " A footnote", "1"]),
        ("Heading strong\n- one", ["Heading ", "strong", "one"]),
        ("item\n- another\n  with", ["item", "another", "with"]),
        ("second\n  line", ["second", "line"]),
        ("inner\n  2. list", ["inner", "list"]),
        ("quotation\na\tb", ["quotation", "a", "b"]),
        ("b\ncell", ["b", "cell"]),
        ("code in\n  a", ["code in\na"]),
        ("return 1", ["return 1"]),
        ("The text of it.\nAnd", ["The text of it.", "And"]),
    ],
)
def test_the_marked_words_are_highlighted_and_the_comment_stands_behind_the_last(words: str, pieces: list[str]) -> None:
    prose = read_prose(BODY, ["wire"])
    found = cut_prose(prose, [stretch_on(prose_text(prose), words)])
    assert prose_text(found) == prose_text(prose)
    coloured = [run for run in runs_of(found) if run.colour]
    assert [run.text for run in coloured] == pieces
    assert [run.comments for run in runs_of(found) if run.comments] == [(7,)]
    assert coloured[-1].comments == (7,)


@given(st.lists(st.tuples(st.integers(0, 260), st.integers(1, 80)), max_size=6))
def test_no_highlight_changes_a_letter(places: list[tuple[int, int]]) -> None:
    prose = read_prose(BODY, ["wire"])
    stretches = [Stretch(start, start + length, "check", n) for n, (start, length) in enumerate(places)]
    found = cut_prose(prose, stretches)
    assert prose_text(found) == prose_text(prose)
    numbers = [number for run in runs_of(found) for number in run.comments]
    assert len(numbers) == len(set(numbers))


def test_each_section_and_each_footnote_of_a_body_is_a_field_of_its_own() -> None:
    body = read_prose(BODY, ["wire"])
    second = section_text(body.sections[1])
    by_path: dict[str, Sequence[Stretch]] = {
        "body.section-2": [stretch_on(second, "another", None)],
        "body.footnotes[0]": [Stretch(0, 3, "raise")],
    }
    found = cut_body(body, lambda path: by_path.get(path, ()))
    assert found.sections[0] == body.sections[0]
    coloured = [p.of for p in prose_pieces(Prose(found.sections)) if isinstance(p.of, Run) and p.of.colour]
    assert [run.text for run in coloured] == ["another"]
    (first, *_rest) = (p.of for p in blocks_pieces(found.footnotes[0]))
    assert isinstance(first, Run)
    assert (first.text, first.colour) == ("The", "raise")


@pytest.mark.parametrize(
    ("text", "begin", "end", "marked"),
    [
        ("plain words here", 6, 11, "words"),
        ("white  space", 5, 8, "s"),
        ("see https://example.org/a-page now", 8, 14, "https://example.org/a-page"),
        ("a " + "x" * 40, 10, 12, "x" * 40),
        ("e\u0301a", 0, 1, "e\u0301"),
        ("e\u0301a", 1, 2, "e\u0301"),
        ("وزير الخارجية قال", 6, 9, "الخارجية"),
        ("विदेश मंत्री", 6, 8, "मंत्री"),
        ("双方同意再次会面", 2, 4, "同意"),
    ],
)
def test_what_is_drawn_as_one_is_marked_as_one(text: str, begin: int, end: int, marked: str) -> None:
    runs = cut(text, [Stretch(begin, end, "agree")])
    assert "".join(run.text for run in runs) == text
    assert [run.text for run in runs if run.colour] == [marked]


def test_of_highlights_that_lie_on_each_other_the_later_one_is_seen_and_both_comments_are_said() -> None:
    runs = cut(
        "one two three four", [Stretch(0, 13, "agree", 0), Stretch(4, 18, "raise", 1), Stretch(4, 7, "check", 2)]
    )
    assert [(run.text, run.colour, run.comments) for run in runs] == [
        ("one ", "agree", ()),
        ("two", "check", (2,)),
        (" three", "raise", (0,)),
        (" four", "raise", (1,)),
    ]
