"""Queries of every kind over cards in many scripts find what a plain reading of all the cards finds, and nothing else.

The words come from the cards themselves, the same ones on each run; the oracle does not know the search.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from briefing_app.cards.card import Card
from briefing_app.cards.card_file import read_card
from briefing_app.finder import Finder
from briefing_app.library.folders import roots
from briefing_app.library.index import Index
from briefing_app.library.library import Library
from briefing_app.notes.reading import ReadingStore
from briefing_app.notes.safe import Safe
from briefing_app.notes.store import NoteStore
from tests.benchmarks.library_cards import write_cards
from tests.builders import write_card
from tests.library.oracle import WORD_FIELDS, Ids, Oracle, Seen, fold, is_paired, joined, kind, runs, words
from tests.prose.corpora import needs_corpora

CARDS = 340
SEED = 11
A_KIND = 25  # queries of each kind
SHARES = {
    "ntrex/ntrex": 58,
    "udhr/udhr": 16,
    "frus/frus-documents": 12,
    "historian/historian": 6,
    "ungdc/ungdc": 4,
    "news-de/wikinews-de": 4,
}
LONGEST_WORD = 60  # letters: Khmer and Lao have words without end

# Whose spellings are planted: two Aliyevs, two Bushes, two Trudeaus, two Gandhis and two Kims among them. The surnames
# are those of names.json, or these, which are given names by our lights.
PERSONS = {
    "Vladimir Putin": (),
    "Eduard Shevardnadze": (),
    "Nikol Pashinyan": (),
    "Ilham Aliyev": (),
    "Heydar Aliyev": (),
    "George W. Bush": (),
    "George H. W. Bush": (),
    "Henry Kissinger": (),
    "Winston Churchill": (),
    "Recep Tayyip Erdoğan": (),
    "Alexis Tsipras": (),
    "Benjamin Netanyahu": (),
    "Indira Gandhi": (),
    "Rajiv Gandhi": (),
    "Sheikh Mujibur Rahman": (),
    "Justin Trudeau": (),
    "Pierre Trudeau": (),
    "Kim Il Sung": ("Kim", "Ким"),
    "Kim Jong Il": ("Kim", "Ким"),
}
COUNTRIES = {
    "US": ("United States", "usa"),
    "AM": ("Armenia", "ARMENIA"),
    "AZ": ("Azerbaijan",),
    "DE": ("Germany", "germany"),
    "FR": ("France",),
    "TR": ("Türkiye", "turkiye"),
    "IR": ("Iran",),
    "RU": ("Russia", "russia"),
    "CI": ("Côte d’Ivoire",),
    "KR": ("South Korea",),
}
LANGUAGES = {"de": "German", "en": "English", "ru": "Russian", "hy": "Armenian", "ja": "Japanese", "ka": "Georgian"}
PLACES = "Abu Dhabi|Երևան|თბილისი|Αθήνα|القاهرة|ירושלים|नई दिल्ली|กรุงเทพฯ|北京|東京|서울 시|Kyiv".split("|")
TOPICS = "Peace treaty|Cease-fire|Мирный договор|和平条约|平和条約|평화 조약|สันติภาพ|Ειρήνη|शांति|الأمن|שלום".split("|")
DAYS_AGO = (-400, -5, 0, 1, 13, 14, 15, 29, 30, 31, 45, 200, 400)  # some cards are about what is still to come
UNREADABLE = "zzzqx"

# How readers write one word otherwise; and, below, how they write another word.
OTHERWISE = (
    *("ёе", "её", "йи\u0306", "øo", "łl", "đd", "ıi", "ée", "oö", "aá", "ία", "ςσ"),
    *("أا", "اآ", "ىي", "يی", "كک", "ةه", "بب\u064e", "سسـ", "ממ\u05b7"),
    *("かカ", "カか", "ガｶﾞ", "の\u30ce"),
)
ANOTHER = ("йи", "ий", "иі", "ि", "ी", "ा", "ি", "ா", "ิ", "ี", "่", "םמ", "אה", "ぁあ", "시서")

pytestmark = needs_corpora


class Asked(NamedTuple):
    """What is typed, the cards that it must find, and whether the words of each are in plain sight."""

    text: str
    ids: Ids
    shown: bool = False


class World(NamedTuple):
    """A library, and the oracle that has read the same cards."""

    finder: Finder
    oracle: Oracle
    states: dict[str, Ids]
    persons: list[list[str]]


# --- the library -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Some 400 cards, generated ones and those about known persons, some of them read, starred, queued and noted."""
    base = tmp_path_factory.mktemp("oracle")
    shelf = base / "shelf"
    write_cards(shelf, CARDS, SEED, SHARES)
    persons = [person for person in _known() if person["spellings"][0] in PERSONS]
    _plant(shelf / "persons", persons, [_read(path) for path in sorted(shelf.rglob("*.md"))])
    cards = [_read(path) for path in sorted(shelf.rglob("*.md"))]
    (shelf / f"{UNREADABLE}.md").write_text("no card")
    names = [names for person in persons for names in (person["spellings"], _surnames(person))]
    oracle = Oracle(cards, names)
    oracle.ids |= {UNREADABLE}
    library = Library(roots([shelf], {shelf}), Index(base / "cache" / "index.sqlite", [shelf]))
    library.refresh()
    finder = Finder(library, Safe(base / "data" / "notes.sqlite"), "en")
    yield World(
        finder, oracle, _mark(base / "data" / "notes.sqlite", library, cards), [p["spellings"] for p in persons]
    )
    finder.close()
    library.index.close()


def _read(path: Path) -> Card:
    card = read_card(path).card
    assert card is not None, path
    return card


def _known() -> list[dict[str, Any]]:
    return json.loads(Path(__file__).with_name("names.json").read_text("utf-8"))  # type: ignore[no-any-return]


def _today() -> date:
    return datetime.now().astimezone().date()


def _surnames(person: dict[str, Any]) -> list[str]:
    return list(PERSONS[person["spellings"][0]]) or person["surnames"]


def _plant(folder: Path, persons: list[dict[str, Any]], others: list[Card]) -> None:
    """Three cards for each person: about him, with his name in the text alone, and with his words alone."""
    random = Random(SEED)
    today = _today()
    for number, person in enumerate(persons):
        spellings = person["spellings"]
        for role in ("about", "named", "said"):
            other = random.choice(others)
            name = random.choice(spellings[1:])
            day = today - timedelta(days=random.choice(DAYS_AGO))
            fields: dict[str, Any] = {
                "title": f"{other.title} {role} {number}",
                "date": day.isoformat()[: random.choice((10, 10, 7))],
                "language": other.language,
                "place": random.choice(PLACES),
                "topics": random.sample(TOPICS, 2),
                "countries": random.sample(sorted(COUNTRIES), 2),
                "marking": random.choice(("PUBLIC", "RESTRICTED", "LIMITED DISTRIBUTION")),
                "bottom_line": other.bottom_line,
            }
            quote = {"text": other.body.strip()[:150], "source": "record"}
            if role != "named":
                quote["speaker"] = "him" if role == "about" else name
                fields["quotes"] = [quote]
                fields["sources"] = [{"id": "record", "title": f"Record of {other.title}", "publisher": "Secretariat"}]
            if role == "about":
                office = {"role": person["office"], "country": person["country"], "id": "him"}
                fields["actors"] = [{"name": spellings[0], "aliases": spellings[1:], **office}]
                fields["timeline"] = [{"date": "2020", "event": other.title}, {"date": "2021", "event": name}]
            body = other.body[:400] if role != "named" else f"{other.body[:200]}\n\n{name}. {name.upper()}.\n"
            write_card(folder, f"{role}-{number}", body, **fields)


def _mark(notes: Path, library: Library, cards: list[Card]) -> dict[str, Ids]:
    """Read, star, queue and note some cards; which ones, by the condition that finds them."""
    random = Random(SEED)
    ids = sorted(card.id for card in cards)
    read, starred, queued, noted = (random.sample(ids, count) for count in (120, 30, 20, 25))
    updated = frozenset(read[::4])
    reading, store = ReadingStore(notes), NoteStore(notes)
    entries = [entry for card_id in read if (entry := library.index.entry(card_id)) is not None]
    reading.mark_read((e.id, e.version, "another" if e.id in updated else e.digest) for e in entries)
    reading.star(starred, starred=True)
    reading.enqueue(queued)
    for card_id in noted:
        store.save(card_id, "Ask about it.")
    reading.close()
    store.close()
    return {
        "is:unread": frozenset(ids) - frozenset(read) | {UNREADABLE},
        "is:updated": updated,
        "is:starred": frozenset(starred),
        "is:queued": frozenset(queued),
        "is:broken": frozenset([UNREADABLE]),
        "has:note": frozenset(noted),
        "has:quotes": frozenset(card.id for card in cards if card.quotes),
        "has:timeline": frozenset(card.id for card in cards if card.timeline),
    }


def script_of(card: Card) -> str:
    """The script of a card, as Unicode names the first letter of its body."""
    return unicodedata.name(next(filter(str.isalpha, card.body))).partition(" ")[0]


# --- what is asked ---------------------------------------------------------------------------------------------------


class Asker:
    """Makes queries of texts of the cards, and asks the oracle what they find."""

    def __init__(self, world: World, seed: str) -> None:
        self._oracle = world.oracle
        self._states = world.states
        self._persons = world.persons
        self._random = Random(seed)
        self._same, self._other = cycle(OTHERWISE), cycle(ANOTHER)
        self._by_script: dict[str, list[Seen]] = {}
        for seen in world.oracle.seen:
            self._by_script.setdefault(script_of(seen.card), []).append(seen)

    # Words and how they are typed.

    def card(self) -> Seen:
        """A card, each script as often as any other."""
        return self._random.choice(self._by_script[self._random.choice(sorted(self._by_script))])

    def texts(self, field: str) -> str:
        """Some text of a field that some card has."""
        while True:
            seen = self.card()
            if texts := seen.raw[field]:
                return self._random.choice(texts)

    def field(self) -> str:
        """A field where words are looked for, most often the text."""
        return self._random.choice([*WORD_FIELDS, "text", "text", "text", "quote"])

    def raw_words(self, field: str) -> list[str]:
        """The words of a text of some card, as they are written there."""
        while True:
            found = [word for word in runs(self.texts(field), "[LDP]+") if words(word) and len(word) < LONGEST_WORD]
            if found:
                return found

    def piece(self, field: str, least: int = 1) -> str:
        """A word, or letters out of one in a script that parts none; never the operator OR."""
        while True:
            word = self._random.choice(self.raw_words(field))
            if any(map(is_paired, words(word))):
                word = self._cut(word, least)
            typed = self.restyled(word)
            if typed.upper() != "OR" and words(typed):
                return typed

    def _cut(self, word: str, least: int) -> str:
        """One to four letters that follow each other, no mark without its letter."""
        starts = [at for at, letter in enumerate(word) if unicodedata.category(letter)[0] != "M"]
        first = self._random.randrange(len(starts))
        last = min(first + self._random.randint(least, 4), len(starts))
        return word[starts[first] : starts[last] if last < len(starts) else len(word)]

    def restyled(self, word: str) -> str:
        """The word as another reader types it: in capitals, without accents, in full width, taken apart."""
        style = self._random.choice(("as it is", "as it is", "capitals", "small", "bare", "apart", "wide"))
        if style == "bare":
            apart = unicodedata.normalize("NFD", word)
            return "".join(letter for letter in apart if not 0x300 <= ord(letter) < 0x370 or letter == "\u0306")
        if style == "wide":
            return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in word)
        changes: dict[str, Callable[[str], str]] = {
            "capitals": str.upper,
            "small": str.lower,
            "apart": lambda text: unicodedata.normalize("NFD", text),
        }
        return changes.get(style, str)(word)

    def stretch(self, field: str, most: int = 4) -> str:
        """Words that follow each other somewhere, with the blanks and signs between them left as blanks."""
        found = self.raw_words(field)
        count = self._random.randint(2, most)
        start = self._random.randrange(max(1, len(found) - count + 1))
        return " ".join(self.restyled(word) for word in found[start : start + count])

    # One condition each.

    def one_word(self) -> Asked:
        """A word of any field."""
        typed = self.piece(self.field())
        return Asked(typed, self._oracle.word(typed), shown=True)

    def letters(self) -> Asked:
        """Letters of a script that parts no words."""
        while True:
            typed = self.piece(self.field())
            if is_paired(words(typed)[0]):
                return Asked(typed, self._oracle.term(typed), shown=True)

    def hyphened(self) -> Asked:
        """A word with a hyphen or an apostrophe: as it stands, as two words, or as one."""
        while True:
            text = self.texts(self.field())
            chains = [
                piece for piece in text.split() if len(joined(piece)) == 1 and fold(piece) == fold(piece).strip("·")
            ]
            chains = [
                piece for piece in chains if all(kind(letter) in "LJ" for letter in piece) and piece.isprintable()
            ]
            chains = [piece for piece in chains if kind(piece[0]) == kind(piece[-1]) == "L"]
            if chains:
                break
        typed = self._random.choice(chains)
        style = self._random.choice(("as it is", "parted", "joined"))
        if style == "parted":
            return Asked(f'"{" ".join(words(typed))}"', self._oracle.term(typed), shown=True)
        if style == "joined":
            return Asked(joined(typed)[0], self._oracle.term(joined(typed)[0]), shown=True)
        return Asked(typed, self._oracle.word(typed), shown=True)

    def otherwise(self) -> Asked:
        """A word in which one letter is written as others do."""
        return self._changed(self._same)

    def another(self) -> Asked:
        """A word in which one letter is written as in another word."""
        return self._changed(self._other)

    def _changed(self, changes: Iterator[str]) -> Asked:
        found: list[str] = []
        while not found:  # until a letter is chosen that some card has
            change = next(changes)
            letter, other = change[0], change[1:]
            texts = (text for seen in self._seen() for text in seen.raw["text"] if letter in text)
            found = [word for word in runs(next(texts, ""), "[LDP]+") if letter in word and len(word) < LONGEST_WORD]
        typed = self._random.choice(found)
        at = typed.index(letter)
        if any(map(is_paired, words(typed))):  # some letters around it
            start, typed = max(0, at - 2), typed[: at + 2]
            while start < at and kind(typed[start]) == "P" and unicodedata.category(typed[start])[0] == "M":
                start += 1
            typed = typed[start:]
        typed = typed.replace(letter, other, 1)
        return Asked(typed, self._oracle.word(typed), shown=True) if words(typed) else self._changed(changes)

    def _seen(self) -> list[Seen]:
        return self._random.sample(self._oracle.seen, len(self._oracle.seen))

    def beginning(self) -> Asked:
        """The first letters of a word."""
        while True:
            word = self.piece(self.field())
            starts = [at for at, letter in enumerate(word) if unicodedata.category(letter)[0] != "M"][2:]
            typed = word[: self._random.choice(starts)] if starts else word
            if words(typed):
                return Asked(f"{typed}*", self._oracle.term(typed, begun=True), shown=True)

    def phrase(self) -> Asked:
        """Words in the order of the text, now and then in another one."""
        typed = self.stretch(self.field())
        if self._random.random() < 0.2:
            typed = " ".join(reversed(typed.split()))
        return Asked(f'"{typed}"', self._oracle.term(typed), shown=True)

    def begun_phrase(self) -> Asked:
        """Words in their order, of which the last one is only begun."""
        while True:
            typed = self.stretch(self.field())
            cut = typed[: -self._random.randint(1, 2)].rstrip()
            if cut.count(" ") == typed.count(" ") and words(cut) and kind(cut[-1]) in "LDP":
                return Asked(f'"{cut}*"', self._oracle.term(cut, begun=True))

    def near(self) -> Asked:
        """Two or three words of one text, some of them too far apart."""
        while True:
            found = self.raw_words("text")
            start = self._random.randrange(len(found))
            some = found[start : start + self._random.choice((4, 8, 12, 14))]
            chosen = self._random.sample(some, min(len(some), self._random.choice((2, 2, 3))))
            typed = [self._cut(word, 2) if any(map(is_paired, words(word))) else self.restyled(word) for word in chosen]
            if len({words(word) for word in typed}) == len(typed) > 1 and all(len(words(word)) == 1 for word in typed):
                return Asked(f"near({' '.join(typed)})", self._oracle.near(typed))

    def name(self) -> Asked:
        """A known person's name in any spelling: plain, as a phrase, of who is quoted, or among the actors."""
        typed = self.restyled(self._random.choice(self._random.choice(self._persons)))
        field = self._random.choice(("", "", "", "actor", "speaker", "quote", "text"))
        if not field and self._random.random() < 0.7 and len(words(typed)) <= 4:
            return Asked(typed, self._oracle.name(typed), shown=True)
        operator = f"{field}:" if field else ""
        return Asked(f'{operator}"{typed}"', self._oracle.term(typed, field))

    def surname(self) -> Asked:
        """A word of a known person's name, whole or begun."""
        typed = self._random.choice(self._random.choice(self._random.choice(self._persons)).replace(".", "").split())
        typed = self.restyled(typed)
        field = self._random.choice(("", "", "actor", "speaker"))
        operator = f"{field}:" if field else ""
        if self._random.random() < 0.3 and len(typed) > 4:
            return Asked(f"{operator}{typed[:5]}*", self._oracle.term(typed[:5], field, begun=True))
        return Asked(f"{operator}{typed}", self._oracle.term(typed, field))

    def within(self, field: str) -> Asked:
        """A word, a beginning or a phrase in one field."""
        if self._random.random() < 0.3 and len(typed := self.stretch(field)) > 1:
            return Asked(f'{field}:"{typed}"', self._oracle.term(typed, field))
        typed = self.piece(field, least=2)
        if self._random.random() < 0.2:
            return Asked(f"{field}:{typed}*", self._oracle.term(typed, field, begun=True))
        return Asked(f"{field}:{typed}", self._oracle.word(typed, field))

    def country(self) -> Asked:
        """A country by its code or its name."""
        code = self._random.choice(sorted(COUNTRIES))
        typed = self._random.choice((code, code.lower(), *COUNTRIES[code], *COUNTRIES[code]))
        typed = f'"{typed}"' if " " in typed else typed
        return Asked(f"country:{typed}", self._oracle.having(lambda card: code in card.countries))

    def language(self) -> Asked:
        """A language by its tag, the beginning of its tag, or its name."""
        tag = self.card().card.language.lower().replace("lao", "en")  # "Lao" is the name of lo
        typed = wanted = self._random.choice((tag, tag.upper(), tag.partition("-")[0]))
        if self._random.random() < 0.3:
            wanted, typed = self._random.choice(sorted(LANGUAGES.items()))
        return Asked(
            f"lang:{typed}",
            self._oracle.having(lambda card: f"{card.language}-".lower().startswith(f"{wanted}-".lower())),
        )

    def id(self) -> Asked:
        """A card by its id, or those with ids that begin alike."""
        card_id = self.card().card.id
        if self._random.random() < 0.5:
            begun = card_id[: self._random.randint(1, len(card_id))]
            holds = lambda card: card.id.lower().startswith(begun.lower())  # noqa: E731
            return Asked(f"id:{begun}*", self._oracle.having(holds))
        return Asked(f"id:{card_id.upper()}", self._oracle.having(lambda card: card.id == card_id))

    def dated(self) -> Asked:
        """In, after or before a year, a month or a day."""
        day = self.card().card.date
        period = day[: self._random.choice((4, 7, 10))]
        relation = self._random.choice(("date", "date", "after", "before"))
        return Asked(f"{relation}:{period}", self._oracle.dated(relation, period))

    def last(self) -> Asked:
        """The last days or weeks."""
        count, unit, days = self._random.choice(
            [(1, "d", 1), (14, "d", 14), (30, "d", 30), (2, "w", 14), (30, "", 30), (60, "w", 420), (0, "d", 0)]
        )
        today = _today()
        return Asked(f"last:{count}{unit}", self._oracle.last(today - timedelta(days=days), today))

    def state(self) -> Asked:
        """What the reader did with cards, and what they have."""
        typed = self._random.choice(sorted(self._states))
        return Asked(typed, self._states[typed])

    # Several of them.

    def simple(self) -> Asked:
        """Any condition, words more often than others."""
        of_words = (self.one_word, self.one_word, self.one_word, self.phrase, self.beginning, self.near)
        return self._random.choice((*of_words, self.country, self.language, self.dated, self.state))()

    def two_words(self) -> Asked:
        """Words of one card, all of which must be there."""
        seen = self.card()
        typed: list[str] = []
        while len(typed) < self._random.choice((2, 3)):
            word = self._random.choice(runs(self._random.choice(seen.raw["text"]), "[LDP]+"))
            if words(word) and len(word) < LONGEST_WORD and word.upper() != "OR":
                typed.append(self.restyled(word))
        text = " ".join(typed)  # which may be a name
        return Asked(text, self._oracle.name(text), shown=True)

    def either(self) -> Asked:
        """One of two or three."""
        parts = [self.simple() for _part in range(self._random.choice((2, 2, 3)))]
        return Asked(" OR ".join(part.text for part in parts), frozenset().union(*(part.ids for part in parts)))

    def without(self) -> Asked:
        """One condition, but not another; or nothing but what must not be."""
        no = self._random.choice((self.simple, self.either))()
        excluded = f"-({no.text})" if " " in no.text else f"-{no.text}"
        if self._random.random() < 0.2:
            return Asked(excluded, self._oracle.ids - no.ids)
        yes = self.simple()
        pieces = [yes.text, excluded]
        self._random.shuffle(pieces)
        return Asked(" ".join(pieces), yes.ids - no.ids)

    def combined(self, depth: int = 3) -> Asked:
        """Conditions within conditions."""
        if depth == 0:
            return self.simple()
        one, other = self.combined(depth - 1), self.combined(self._random.randrange(depth))
        how = self._random.choice(("and", "or", "or", "not"))
        if how == "or":
            return Asked(f"(({one.text}) OR ({other.text}))", one.ids | other.ids)
        if how == "not":
            return Asked(f"({one.text}) -({other.text})", one.ids - other.ids)
        return Asked(f"({one.text}) ({other.text})", one.ids & other.ids)


KINDS: dict[str, Callable[[Asker], Asked]] = {
    "word": Asker.one_word,
    "letters": Asker.letters,
    "hyphen or apostrophe": Asker.hyphened,
    "otherwise": Asker.otherwise,
    "another": Asker.another,
    "beginning": Asker.beginning,
    "phrase": Asker.phrase,
    "begun phrase": Asker.begun_phrase,
    "near": Asker.near,
    "name": Asker.name,
    "surname": Asker.surname,
    **{
        f"{field}:": lambda asker, field=field: asker.within(field)  # type: ignore[misc]
        for field in ("title", "actor", "speaker", "quote", "text", "source", "place", "topic", "marking")
    },
    "country:": Asker.country,
    "lang:": Asker.language,
    "id:": Asker.id,
    "date: after: before:": Asker.dated,
    "last:": Asker.last,
    "is: has:": Asker.state,
    "two words": Asker.two_words,
    "or": Asker.either,
    "not": Asker.without,
    "combined": Asker.combined,
}


@pytest.fixture(scope="module")
def asked(world: World) -> dict[str, list[Asked]]:
    """The queries of each kind."""
    askers = {name: Asker(world, name) for name in KINDS}
    return {name: [ask(askers[name]) for _time in range(A_KIND)] for name, ask in KINDS.items()}


def found_by(finder: Finder, text: str) -> Ids:
    """The cards that a query finds; the quick answer and the count agree with the whole one."""
    query = finder.parse(text)
    keys = finder.find(query).keys
    assert finder.search.count(query.node) == len(keys) == len(set(keys))
    assert set(finder.search.first(query.node, len(keys) or 1)) == set(keys)
    return frozenset(entry.id for entry in finder.entries(keys))


@pytest.mark.parametrize("name", KINDS)
def test_a_query_finds_what_a_plain_reading_finds(world: World, asked: dict[str, list[Asked]], name: str) -> None:
    wrong = {}
    for text, ids, _shown in asked[name]:
        found = found_by(world.finder, text)
        if found != ids:
            wrong[text] = {"too many": sorted(found - ids)[:5], "missed": sorted(ids - found)[:5]}
    assert wrong == {}


def test_each_hit_shows_where_the_words_stand(world: World, asked: dict[str, list[Asked]]) -> None:
    shown = [one for queries in asked.values() for one in queries if one.shown]
    assert len(shown) > 80
    dark = {}
    for text, _ids, _shown in shown:
        query = world.finder.parse(text)
        hits = world.finder.hits(query, world.finder.find(query), 20)
        if blind := [hit.id for hit in hits if not hit.where]:
            dark[text] = blind
    assert dark == {}


def test_the_questions_are_many_and_most_have_an_answer(world: World, asked: dict[str, list[Asked]]) -> None:
    queries = [one for questions in asked.values() for one in questions]
    assert len(queries) >= 600 and len({one.text for one in queries}) > 450
    answered = [one for one in queries if one.ids and one.ids != world.oracle.ids]
    assert len(answered) > len(queries) * 3 // 4


def test_the_cards_are_in_many_scripts(world: World) -> None:
    scripts = {script_of(seen.card) for seen in world.oracle.seen}
    wanted = {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "THAI", "CJK", "KATAKANA", "HANGUL"}
    assert wanted | {"ARMENIAN", "GEORGIAN", "BENGALI", "TAMIL"} <= scripts
    assert 300 <= len(world.oracle.seen) <= 500
