"""A marked passage is found again in versions of real cards, never on other words without being told so.

More passages than the suite's: BRIEFING_APP_ANCHORS=20000 pytest tests/notes/test_anchors.py -s
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.cards.card_file import read_card
from briefing_app.notes.anchors import LOST, Anchor, CardText, Place
from briefing_app.paths import resources
from briefing_app.prose.plain import PlainField, card_fields
from tests.notes.revisions import EDITS, Edit, Revised, revise
from tests.prose.corpora import CORPORA, bodies

WANTED = int(os.environ.get("BRIEFING_APP_ANCHORS", "3000"))
LENGTHS = (3, 8, 20, 60, 150, 400)
AROUND = 32
A_VERSION = 8  # anchors

FIELDS = [
    PlainField("title", "Talks on the border"),
    PlainField("bottom_line", "The parties met and agreed to meet again."),
    PlainField("body.section-1", "Background\nThe lake lies between them. The parties met before."),
    PlainField("timeline[0].event", "The parties met in Geneva."),
    PlainField("timeline[1].event", "The parties met in Vienna."),
]


class Outcome(NamedTuple):
    """What became of one passage in one version."""

    kind: str
    place: Place
    truth: tuple[int, int] | None
    anchor: Anchor
    text: CardText


def documents() -> Iterator[list[PlainField]]:
    """The cards that ship; then published texts, taken apart into sections, where they are at hand."""
    for path in sorted((resources() / "library").rglob("*.md")):
        card = read_card(path).card
        assert card is not None
        yield list(card_fields(card))
    if CORPORA.is_dir():
        texts = [body for body in bodies() if 800 < len(body) < 12_000]
        for body in Random(1).sample(texts, 150):
            parts = [part for part in re.split(r"\n\s*\n\s*\n|\n#+ ", body) if part.strip()]
            yield [PlainField(f"body.section-{number}", part) for number, part in enumerate(parts, start=1)]


def outcomes(wanted: int) -> Iterator[Outcome]:
    """Passages of many lengths in versions by each kind of edit, and by several at once."""
    random = Random(5)
    several: tuple[Sequence[Edit], ...] = (*((edit,) for edit in EDITS), EDITS[:4])
    texts = list(documents())
    versions = [(fields, edits) for fields in texts for edits in several]
    random.shuffle(versions)
    for fields, edits in versions[: wanted // A_VERSION + 1]:
        revised = revise(fields, list(edits), random)
        old, new = CardText(fields), CardText(revised.fields)
        for _number in range(A_VERSION):
            start, end = passage(old.text, random)
            anchor = old.anchor(start, end)
            truth = revised.stands_at(start, end)
            yield Outcome(kind(old, new, revised, (start, end)), new.find(anchor), truth, anchor, new)


def passage(text: str, random: Random) -> tuple[int, int]:
    """A passage of whole words."""
    length = min(random.choice(LENGTHS), len(text) // 3)
    start = random.randrange(len(text) - length)
    end = start + length
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def kind(old: CardText, new: CardText, revised: Revised, span: tuple[int, int]) -> str:
    """ "unchanged" with all around it; "moved" or among other words; a "twin", whose words were copied or stand in such
    surroundings elsewhere, too; "altered"; "gone"."""
    start, end = span
    if revised.stands_at(start, end) is None:
        return "altered" if revised.survivors(start, end) else "gone"
    first, last = max(0, start - AROUND), min(len(old.text), end + AROUND)
    while first in revised.parted:
        first += 1
    around = old.text[first:last]
    words = old.text[start:end]
    if max(old.text.count(around), new.text.count(around)) > 1 or new.text.count(words) > old.text.count(words):
        return "twin"
    return "moved" if revised.stands_at(first, last) is None else "unchanged"


def on_other_words(found: Outcome) -> bool:
    """Whether the place is another one than that of the passage: not the truth, and in a sentence of other words."""
    if found.place[:2] == found.truth:
        return False
    start, end, _state = found.place
    text, anchor = found.text.text, found.anchor
    before = anchor.prefix + anchor.exact + anchor.suffix
    now = text[max(0, start - len(anchor.prefix)) : end + len(anchor.suffix)]
    return SequenceMatcher(None, before, now, autojunk=False).ratio() < 0.7


def measured(wanted: int) -> tuple[Counter[str], list[Outcome]]:
    """How many passages of each kind there were and how many ended how; those placed on other words without a mark."""
    counted: Counter[str] = Counter()
    silent: list[Outcome] = []
    for found in outcomes(wanted):
        right = found.place[:2] == found.truth
        counted[f"{found.kind}: {'right' if right else found.place.state}"] += 1
        counted[found.kind] += 1
        if found.place.state == "placed":
            assert found.text.text[found.place.start : found.place.end] == found.anchor.exact
            if on_other_words(found):
                silent.append(found)
    return counted, silent


def test_passages_are_found_again_in_versions_of_real_cards() -> None:
    counted, silent = measured(WANTED)
    print(*(f"{name}: {count}" for name, count in sorted(counted.items())), sep="\n")
    assert counted.total() / 2 >= min(WANTED, 2000)
    assert counted["unchanged: right"] == counted["unchanged"]
    assert counted["moved: right"] >= 0.98 * counted["moved"]
    assert not silent


def test_an_unchanged_card_keeps_every_passage() -> None:
    card = read_card(min((resources() / "library").rglob("*.md"))).card
    assert card is not None
    text = CardText(card_fields(card))
    random = Random(7)
    for _number in range(500):
        start, end = passage(text.text, random)
        assert text.find(text.anchor(start, end)) == Place(start, end, "placed")


def changed(**fields: str | None) -> CardText:
    """The card with other fields: by their path with "_" for what no name may hold, None for one that is gone."""
    new = [field._replace(text=fields.get(field.path, field.text) or "") for field in FIELDS]
    return CardText([field for field in new if field.text])


def mark(words: str, nth: int = 0) -> Anchor:
    text = CardText(FIELDS)
    start = [found.start() for found in re.finditer(re.escape(words), text.text)][nth]
    return text.anchor(start, start + len(words))


def words_at(text: CardText, place: Place) -> str:
    return text.text[place.start : place.end]


def test_what_is_put_in_before_moves_nothing() -> None:
    anchor = mark("The parties met", 3)
    assert (anchor.field, anchor.number, anchor.out_of) == ("timeline.event", 3, 4)
    fields = [*FIELDS[:3], PlainField("timeline[0].event", "The first row is new."), *FIELDS[3:]]
    renumbered = [
        field._replace(path=f"timeline[{number}].event") if number >= 0 else field
        for number, field in enumerate(fields, start=-3)
    ]
    text = CardText(renumbered)
    place = text.find(anchor)
    assert place.state == "placed" and text.text[place.start :].startswith("The parties met in Vienna.")


def test_a_passage_in_another_field_is_called_moved() -> None:
    text = CardText([FIELDS[0], FIELDS[1]._replace(text="The lake lies between them. They met."), *FIELDS[3:]])
    place = text.find(mark("The lake lies between them."))
    assert (words_at(text, place), place.state) == ("The lake lies between them.", "moved")


@pytest.mark.parametrize(
    ("before", "after", "now"),
    [
        ("agreed to meet again", "The parties met and agreed to meet once more.", "agreed to meet once more"),
        ("met and agreed", "The parties met in haste and agreed to meet again.", "met in haste and agreed"),
    ],
)
def test_words_that_were_changed_are_found_and_called_so(before: str, after: str, now: str) -> None:
    text = changed(bottom_line=after)
    place = text.find(mark(before))
    assert (words_at(text, place), place.state) == (now, "changed")


def test_a_passage_that_is_gone_is_lost() -> None:
    assert changed(bottom_line=None).find(mark("agreed to meet again")) == LOST
    assert CardText([]).find(mark("agreed to meet again")) == LOST


def test_of_equal_words_whose_number_changed_none_is_taken_in_silence() -> None:
    anchor = mark("The parties met", 2)
    text = CardText([field for field in FIELDS if field.path != "timeline[0].event"])
    assert text.find(anchor).state != "placed"


def test_a_passage_over_several_fields_is_told_by_field() -> None:
    text = CardText(FIELDS)
    start, end = text.text.index("border"), text.text.index("agreed")
    assert [(path, *span) for path, *span in text.pieces(start, end)] == [
        ("title", 13, 19),
        ("bottom_line", 0, 20),
    ]
    assert text.find(text.anchor(start, end)) == Place(start, end, "placed")


@given(st.lists(st.text(max_size=60), max_size=5), st.lists(st.text(max_size=60), max_size=5), st.data())
def test_any_texts_give_a_place_within_the_text(old: list[str], new: list[str], data: st.DataObject) -> None:
    before = CardText([PlainField(f"body.section-{number}", text) for number, text in enumerate(old)])
    after = CardText([PlainField(f"body.section-{number}", text) for number, text in enumerate(new)])
    start = data.draw(st.integers(0, len(before.text)))
    end = data.draw(st.integers(start, len(before.text)))
    anchor = before.anchor(start, end)
    place = after.find(anchor)
    assert 0 <= place.start <= place.end <= len(after.text)
    assert (place == LOST) == (place.state == "lost")
    if place.state in ("placed", "moved"):
        assert words_at(after, place) == anchor.exact
    if anchor.exact:
        assert before.find(anchor) == Place(start, end, "placed")


def test_words_that_stood_there_once_are_followed_into_another_field() -> None:
    before = CardText([PlainField("bottom_line", "They met."), PlainField("body.s", "Talks\nOne thing. A second one.")])
    start = before.text.index("A second one")
    after = CardText([PlainField("bottom_line", "They met. A second one."), PlainField("body.s", "Talks\nOne thing.")])
    place = after.find(before.anchor(start, start + len("A second one")))
    assert (place.state, after.text[place.start : place.end]) == ("moved", "A second one")
