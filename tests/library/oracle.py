"""A search without an index: what a query must find, worked out slowly and plainly from the rules alone.

Nothing here is shared with the search that it judges: text is folded by the names and categories of Unicode, and every
text of every card is read for every question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import product
from typing import NamedTuple

from briefing_app.cards.card import Actor, Card
from briefing_app.prose.plain import card_fields

NEAR_WORDS = 10
LEAST_BEGINNING = 3  # letters of a name of which other spellings are looked for by its beginning

WORD_FIELDS = ("title", "actor", "bottom line", "quote", "text", "place", "topic")  # where a word may stand
APOSTROPHES = "'\u2018\u2019\u201b\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u02c0\u02c1\u02c8\u02ee\u055a\u05f3\u05f4"
JOINERS = "'-\u2010\u2011\u200c\u200d"
ALIKE = str.maketrans("øłđħŧıɨƶىیےةکٱ", "oldhtiizيييهكا")
PAIRED = ("CJK ", "IDEOGRAPHIC ", "HIRAGANA ", "KATAKANA", "COMBINING KATAKANA-HIRAGANA", "HANGUL ", "THAI ")

Text = tuple[str, ...]
Ids = frozenset[str]


# --- text ------------------------------------------------------------------------------------------------------------


def fold(text: str) -> str:
    """Text without what readers do not tell apart."""
    kept: list[str] = []
    for letter in unicodedata.normalize("NFKD", text):
        if letter == "\u0306" and kept and kept[-1] == "и":
            kept[-1] = "й"  # a letter of its own
        elif not _is_dropped(letter):
            kept += letter.casefold().translate(ALIKE)
    return unicodedata.normalize("NFC", "".join(map(_as_hiragana, kept)))


@cache
def _is_dropped(letter: str) -> bool:
    name, mark = unicodedata.name(letter, ""), unicodedata.category(letter) == "Mn"
    if name in ("ARABIC TATWEEL", "SOFT HYPHEN"):
        return True
    return mark and (
        name.startswith(("ARABIC ", "HEBREW ")) or (name.startswith("COMBINING ") and "KATAKANA" not in name)
    )


@cache
def _as_hiragana(letter: str) -> str:
    if letter in APOSTROPHES:
        return "'"
    name = unicodedata.name(letter, "")
    if not name.startswith(("KATAKANA LETTER", "KATAKANA ITERATION")):
        return letter
    try:
        return unicodedata.lookup(name.replace("KATAKANA", "HIRAGANA"))
    except KeyError:
        return letter


@cache
def kind(letter: str) -> str:
    """L letter or mark, P one of a script that is read in pairs, D digit, J joiner, or a blank for what parts words."""
    category = unicodedata.category(letter)[0]
    if category in "LMN" and unicodedata.name(letter, "").startswith(PAIRED):
        return "P"
    return {"L": "L", "M": "L", "N": "D"}.get(category, "J" if letter in JOINERS else " ")


def runs(text: str, pattern: str = "[LD]+|P+") -> list[str]:
    """The runs of letters of the given kinds in a text as it is."""
    kinds = "".join(map(kind, text))
    return [text[found.start() : found.end()] for found in re.finditer(pattern, kinds)]


def words(text: str) -> Text:
    """The folded words of a text; where the script changes to one that parts no words, another word begins."""
    return tuple(runs(fold(text)))


def joined(text: str) -> list[str]:
    """The words in a text that hyphens and apostrophes between letters do not part."""
    chains = runs(fold(text), "[LP]+(?:J[LP]+)+")
    return ["".join(letter for letter in chain if kind(letter) != "J") for chain in chains]


def is_paired(word: str) -> bool:
    """Whether a word is of a script that parts no words."""
    return kind(word[0]) == "P"


def stands_in(text: Text, phrase: Text, *, begun: bool = False) -> bool:
    """Whether words follow each other in a text, the last one perhaps only begun.

    A script that parts no words has no words to be whole: its letters are found inside a run of them.
    """
    last = len(phrase) - 1
    for start in range(len(text) - last):
        if all(
            _fits(text[start + at], word, opens=at > 0, closes=at < last, begun=begun) for at, word in enumerate(phrase)
        ):
            return True
    return False


def _fits(word: str, wanted: str, *, opens: bool, closes: bool, begun: bool) -> bool:
    """Whether a word is the one that is wanted; `opens` and `closes`: its beginning and its end must be the same."""
    if is_paired(wanted):
        return wanted in word and (not opens or word.startswith(wanted)) and (not closes or word.endswith(wanted))
    return word.startswith(wanted) if begun and not closes else word == wanted


def _places(text: Text, wanted: str) -> Iterator[tuple[int, int]]:
    """Where a word stands: its place and the one behind it. A letter of a paired script has a place, a pair that of
    its first letter."""
    place = 0
    for word in text:
        if not is_paired(word):
            if word == wanted:
                yield place, place + 1
            place += 1
            continue
        for at in range(len(word)):
            if word.startswith(wanted, at):
                yield place + at, place + at + max(1, len(wanted) - 1)
        place += len(word)


# --- cards -----------------------------------------------------------------------------------------------------------


class Seen(NamedTuple):
    """A card as a reader sees it: the texts of each field, as they are and as words."""

    card: Card
    raw: dict[str, list[str]]
    texts: dict[str, list[Text]]
    further: dict[str, list[Text]]  # what hyphens and apostrophes do not part
    lines: dict[str, str]  # all words of a field between blanks, for the quick answers


def see(card: Card) -> Seen:
    """Read a card once."""
    raw = {name: list(filter(None, texts)) for name, texts in _fields(card).items()}
    texts = {name: [words(text) for text in found] for name, found in raw.items()}
    further = {name: [words(word) for text in found for word in joined(text)] for name, found in raw.items()}
    lines = {name: f" {' '.join(word for text in (*texts[name], *further[name]) for word in text)} " for name in raw}
    return Seen(card, raw, texts, further, lines)


def _fields(card: Card) -> dict[str, list[str | None]]:
    speakers = [(card.speaker_of(quote), quote.speaker) for quote in card.quotes]
    return {
        "title": [card.title],
        "actor": [part for actor in card.actors for part in (*_names(actor), actor.role, actor.organisation) if part],
        "bottom line": [card.bottom_line],
        "quote": [part for quote in card.quotes for part in (quote.text, quote.original)],
        "text": [
            *(field.text for field in card_fields(card) if field.path.startswith("body")),
            *(entry.event for entry in card.timeline),
        ],
        "place": [card.place],
        "topic": list(card.topics),
        "speaker": [name for actor, said in speakers for name in (_names(actor) if actor else [said])],
        "source": [part for source in card.sources for part in (source.title, source.publisher, source.note)],
        "marking": [card.marking],
    }


def _names(actor: Actor) -> list[str]:
    return [name for name in (actor.name, actor.native_name, *actor.aliases) if name]


class Oracle:
    """Answers one condition at a time; whoever asks puts the answers together."""

    def __init__(self, cards: Iterable[Card], names: Iterable[Iterable[str]] = ()) -> None:
        """Read the cards. `names` are the spellings of each name, and those of each surname, that cards state."""
        self.seen = [see(card) for card in cards]
        self.ids = frozenset(seen.card.id for seen in self.seen)
        self._names = [{words(name) for name in group} for group in names]

    def having(self, holds: Callable[[Card], bool]) -> Ids:
        """The cards of which something is true."""
        return frozenset(seen.card.id for seen in self.seen if holds(seen.card))

    def term(self, typed: str, field: str = "", *, begun: bool = False) -> Ids:
        """The cards with these words in this order, in any spelling of a name; `begun`: the last one may go on."""
        wanted = words(typed)
        if field not in ("", "title", "actor", "speaker", "quote", "text"):
            return self._holding(wanted, field, begun=begun)
        return frozenset().union(
            *(self._holding(one, field, begun=begun and one == wanted) for one in self.spellings(wanted, begun=begun))
        )

    def word(self, typed: str, field: str = "") -> Ids:
        """The cards with what is typed without a blank: parted by its hyphens and apostrophes, or as one word."""
        found = self.term(typed, field)
        whole = joined(typed)
        return found | self.term(whole[0], field) if len(whole) == 1 else found

    def name(self, typed: str) -> Ids:
        """The cards with all these words, or with another spelling of the whole."""
        parts = [self.term(part) for part in words(typed)]
        return frozenset.intersection(*parts) | self.term(typed)

    def near(self, typed: Sequence[str]) -> Ids:
        """The cards with these words at most NEAR_WORDS apart in one text."""
        sought = [word for one in typed for word in words(one)]
        return frozenset(
            seen.card.id
            for seen in self.seen
            if any(_close(text, sought) for name in WORD_FIELDS for text in seen.texts[name])
        )

    def dated(self, relation: str, period: str) -> Ids:
        """The cards in, after or before a period; a month or year stands where it begins."""

        def holds(card: Card) -> bool:
            inside = card.date[: len(period)] == period
            return {"date": inside, "after": card.date > period and not inside, "before": card.date < period}[relation]

        return self.having(holds)

    def last(self, first: date, today: date) -> Ids:
        """The cards from a day up to today."""
        return self.having(lambda card: first.isoformat() <= card.date <= today.isoformat())

    def spellings(self, wanted: Text, *, begun: bool = False) -> set[Text]:
        """Every spelling of what is looked for."""
        found = {wanted}
        beginning = " ".join(wanted)
        if begun and len(beginning) >= LEAST_BEGINNING:
            for group in self._names:
                if any(" ".join(name).startswith(beginning) for name in group):
                    found |= group
        while True:
            more = {name for group in self._names if group & found for name in group}
            if more <= found:
                return found
            found |= more

    def _holding(self, phrase: Text, field: str, *, begun: bool) -> Ids:
        fields = (field,) if field else WORD_FIELDS
        return frozenset(
            seen.card.id for seen in self.seen if any(_holds(seen, name, phrase, begun=begun) for name in fields)
        )


def _holds(seen: Seen, field: str, phrase: Text, *, begun: bool) -> bool:
    line = seen.lines[field]
    if not all(word in line for word in phrase):
        return False
    if len(phrase) == 1:
        [word] = phrase
        return is_paired(word) or (f" {word}" if begun else f" {word} ") in line
    return any(stands_in(text, phrase, begun=begun) for text in (*seen.texts[field], *seen.further[field]))


def _close(text: Text, sought: Sequence[str]) -> bool:
    if not all(word in text or is_paired(word) for word in sought):
        return False
    places = [list(_places(text, word)) for word in sought]
    for chosen in product(*places):
        last = max(start for start, _end in chosen)
        if all(last - end <= NEAR_WORDS for _start, end in chosen):
            return True
    return False
