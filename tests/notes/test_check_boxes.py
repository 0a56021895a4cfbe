"""Check boxes are read, counted and ticked where they stand, and nothing else of the text changes."""

from __future__ import annotations

import pytest

from briefing_app.notes.check_boxes import Box, box_of, next_item, open_boxes, turned, with_box


@pytest.mark.parametrize(
    ("line", "box"),
    [
        ("- [ ] call", Box(False, "call")),
        ("  * [x] done", Box(True, "done")),
        ("+ [X] done", Box(True, "done")),
        ("- [ ]", Box(False, "")),
        ("- [y] no", None),
        ("-[ ] no", None),
        ("[ ] no", None),
        ("- [link](x)", None),
        ("", None),
    ],
)
def test_a_line_has_a_box_or_none(line: str, box: Box | None) -> None:
    assert box_of(line) == box


def test_open_boxes_are_counted() -> None:
    assert open_boxes("- [ ] one\ntext [ ]\n- [x] two\n* [ ] three") == 2
    assert open_boxes("nothing") == 0


def test_one_box_is_ticked_and_all_else_stays() -> None:
    text = "Before \n  - [ ] one\n- [ ] two\n\nafter"
    assert with_box(text, 1, ticked=True) == "Before \n  - [x] one\n- [ ] two\n\nafter"
    assert with_box(with_box(text, 1, ticked=True), 1, ticked=False) == text
    assert with_box(text, 0, ticked=True) == with_box(text, 9, ticked=True) == text


@pytest.mark.parametrize(
    ("line", "then"),
    [
        ("call", "- [ ] call"),
        ("  - call", "  - [ ] call"),
        ("- [ ] call", "- [x] call"),
        ("- [x] call", "- [ ] call"),
        ("", "- [ ] "),
    ],
)
def test_a_line_gets_a_box_or_turns_it(line: str, then: str) -> None:
    assert turned(line) == then


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("- call", "- "),
        ("  * call", "  * "),
        ("- [x] done", "- [ ] "),
        ("9. ninth", "10. "),
        ("2) second", "3) "),
        ("> said", "> "),
        ("- ", ""),
        ("- [ ] ", ""),
        ("words", None),
        ("-words", None),
        ("1.5 million", None),
        ("", None),
    ],
)
def test_a_list_goes_on_or_ends(line: str, begins: str | None) -> None:
    assert next_item(line) == begins
