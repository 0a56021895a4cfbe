"""A query -> the cards that it finds: compiled to full-text search and conditions, ranked by where the words stand."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from briefing_app.i18n import _
from briefing_app.library.expression import Expressions, Needle, is_of_words
from briefing_app.library.folding import fold, words
from briefing_app.library.index import NEWEST_FIRST, SEPARATOR, SERIAL_BITS, day_number
from briefing_app.library.query import And, Has, Is, Last, Node, Not, Or, Period

if TYPE_CHECKING:
    from briefing_app.library.hits import Match
    from briefing_app.library.persons import Appearance
    from briefing_app.library.record import Fields

Sort = Literal["relevance", "date", "as_at", "title", "queue"]

# Where all the words of a query stand: in the title, in the title and among the actors, ...
TIERS = ("title", "actors", "bottom_line", "quotes", "text")
TITLE_WORDS = 3  # of a query at most, for which the first answer looks at titles
LEAST_LIKENESS = 72  # of a hundred, for a spelling to be offered in place of one that no card has
_ORDERS = {
    "date": NEWEST_FIRST,
    "relevance": NEWEST_FIRST,
    "as_at": "coalesce(as_at, date) desc, sorting, card.id",
    "title": "sorting, day desc, card.id",
    "queue": "(select place from mark where mark.id = card.id), day desc",
}


class Mark(NamedTuple):
    """What a search has to know of the reader's state: one card's row."""

    id: str
    read_version: int | None = None
    read_digest: str | None = None
    starred: bool = False
    place: int | None = None  # in the queue for tonight
    noted: bool = False


class Marks(NamedTuple):
    """The reader's state as searches take it: `revision` changes with it, `rows` gives it whole."""

    revision: Callable[[], object]
    rows: Callable[[], Iterable[Mark]]


NO_MARKS = Marks(lambda: 0, lambda: ())


class Ranked(NamedTuple):
    """All cards that a query finds, the best first; `tiers` says how many come from each of TIERS, where ranked."""

    keys: list[int]
    tiers: tuple[int, ...] = ()

    def tier_of(self, place: int) -> int:
        """The tier of the card at `place`, 0 the best; the last one where nothing was ranked."""
        for tier, count in enumerate(self.tiers):
            if place < count:
                return tier
            place -= count
        return len(TIERS) - 1


class Count(NamedTuple):
    """How many cards of a result share one value of a facet."""

    kind: str
    value: str
    label: str
    cards: int


class Search:
    """Answers queries over one connection, for one thread at a time; another thread may interrupt it."""

    def __init__(self, connection: sqlite3.Connection, marks: Marks, today: Callable[[], date] = date.today) -> None:
        self._connection = connection
        self._marks = marks
        self._marks_loaded: object = None
        self._today = today
        self._expressions = Expressions(connection)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def interrupt(self) -> None:
        """Have what runs in another thread end with sqlite3.OperationalError."""
        self._connection.interrupt()

    def first(self, node: Node | None, limit: int, sort: Sort = "relevance") -> list[int]:
        """The first `limit` cards: of words the newest, with those before that hold the words in their title.

        To rank all that hold them takes a hundred times as long; `ranked` does. So many words as few titles hold are
        not looked for there: that alone would take longer than all the rest.
        """
        plan = self._plan(node)
        keys = self._keys(plan, sort, limit, plan.match())
        if not keys or not plan.is_ranked or sort != "relevance" or len(plan.words) > TITLE_WORDS:
            return keys
        plan.bound(keys[-1], 1 << 62)
        return list(dict.fromkeys([*self._keys(plan, "relevance", limit, plan.match(TIERS[:1])), *keys]))

    def ranked(self, node: Node | None, sort: Sort = "relevance") -> Ranked:
        """All cards that the query finds."""
        plan = self._plan(node)
        if not plan.is_ranked or sort != "relevance":
            return Ranked(self._keys(plan, sort, -1, plan.match()))
        found: dict[int, None] = {}
        tiers: list[int] = []
        for columns in _column_sets():
            before = len(found)
            found |= dict.fromkeys(self._keys(plan, "relevance", -1, plan.match(columns)))
            tiers.append(len(found) - before)
        return Ranked(list(found), tuple(tiers))

    def count(self, node: Node | None) -> int:
        """How many cards the query finds."""
        plan = self._plan(node)
        statement, values = _statement(plan, "date", plan.match())
        return int(self._connection.execute(f"select count(*) from ({statement})", values).fetchone()[0])

    def facets(self, node: Node | None, most: int = 12) -> list[Count]:
        """The values that the found cards share, with how many share each: the most frequent `most` of each kind."""
        if node is None:
            counted, values = "select facet, count(*) as cards from card_facet group by facet", list[object]()
        else:
            plan = self._plan(node)
            found, values = _statement(plan, "date", plan.match())
            counted = (
                f"with found (key) as materialized ({found}) select facet, count(*) as cards "
                "from found cross join card_facet on card_facet.card = found.key group by facet"
            )
        placed = (
            "select *, row_number() over (partition by kind order by cards desc, value) as place "
            f"from ({counted}) join facet on facet.id = facet"
        )
        statement = f"select kind, value, label, cards from ({placed}) where place <= ? order by kind, place"
        return [Count(*row) for row in self._connection.execute(statement, (*values, most))]

    def needles(self, node: Node | None) -> list[Needle]:
        """What to look for in the texts of the cards found, to show where they matched."""
        return self._expressions.needles(node) if node is not None else []

    def matches(self, node: Node | None, keys: Sequence[int]) -> dict[int, Match]:
        """Where each of some cards matched."""
        from briefing_app.library.hits import match_of

        needles = self.needles(node)
        return {key: match_of(fields, needles) for key, fields in self.fields(keys).items()}

    def fields(self, keys: Sequence[int]) -> dict[int, Fields]:
        """The searched texts and the facts of some cards."""
        from briefing_app.library.record import unpack

        marks = ", ".join("?" * len(keys))
        rows = self._connection.execute(f"select key, fields from record where key in ({marks})", keys)
        return {key: unpack(data) for key, data in rows}

    def appearances(self, node: Node | None) -> Iterator[Appearance]:
        """What the cards found say of their actors and quotes, newest first."""
        from briefing_app.library.persons import Appearance
        from briefing_app.library.record import unpack

        keys = self.ranked(node, "date").keys
        statement = "select id, date, title, countries, fields from card join record using (key) where key = ?"
        for key in keys:
            for card_id, day, title, countries, data in self._connection.execute(statement, (key,)):
                fields = unpack(data)
                codes = tuple(countries.split(SEPARATOR)) if countries else ()
                yield Appearance(card_id, day or "", codes, fields.actors, fields.quotes, title)

    def nearest(self, word: str, most: int = 5) -> list[str]:
        """Words that some card has and that are spelt much like a folded `word`, the likest first.

        Looked for among the words that begin with the same letter, and in all names of actors.
        """
        from rapidfuzz import fuzz, process

        values = (word[0], word[0] + "\U0010ffff", len(word) - 2, len(word) + 2)
        statement = "select term, doc from temp.term where term >= ? and term < ? and length(term) between ? and ?"
        frequent = dict(self._connection.execute(statement, values).fetchall())
        for (name,) in self._connection.execute("select value from facet where kind = 'actor'"):
            frequent |= {part: frequent.get(part, 0) for part in words(name)}
        found = process.extract(word, frequent.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=4 * most)
        found.sort(key=lambda one: (-round(one[1], -1), -frequent[one[0]], one[0]))
        return [term for term, _likeness, _place in found if term != word][:most]

    def known(self, kind: str, begun: str, most: int = 8) -> list[Count]:
        """The values of a facet of which a word begins with the folded `begun`, with how many cards have each."""
        statement = (
            "select kind, value, label, (select count(*) from card_facet where facet = facet.id) as cards from facet "
            "where kind = ? and (value like ? escape '!' or value like ? escape '!') order by cards desc, value limit ?"
        )
        like = re.sub("[!%_]", r"!\g<0>", begun) + "%"
        rows = self._connection.execute(statement, (kind, like, "% " + like, most))
        return [Count(*row) for row in rows if row[3]]

    def versions(self, keys: Iterable[int]) -> list[tuple[str, int, str]]:
        """Id, version and digest of some cards."""
        statement = "select id, version, digest from card where key = ?"
        return [row for key in keys for row in self._connection.execute(statement, (key,))]

    def shelves(self) -> list[str]:
        """The paths of all shelves with cards, in order."""
        statement = (
            "select value from facet where kind = 'shelf' "
            "and exists (select 1 from card_facet where facet = facet.id) order by 1"
        )
        return [value for (value,) in self._connection.execute(statement)]

    def keys_of(self, card_ids: Iterable[str]) -> dict[str, int]:
        """The keys of cards, by id in small letters; those alone that there are."""
        found: dict[str, int] = {}
        for card_id in card_ids:
            row = self._connection.execute("select key from card where id = ?", (card_id,)).fetchone()
            if row:
                found[card_id.lower()] = row[0]
        return found

    def is_ranked(self, node: Node | None) -> bool:
        """Whether it matters for the order of what is found where the words stand."""
        return node is not None and self._plan(node).is_ranked

    def grouped(
        self, keys: Sequence[int], by: Literal["country", "shelf"], language: str = "en"
    ) -> tuple[list[int], tuple[tuple[int, str], ...]]:
        """Cards by their first country or their shelf, otherwise as they stand; headings as (place, words)."""
        named = dict(self._countries(language) if by == "country" else self._shelves())
        groups: dict[str, list[int]] = {}
        for key in keys:
            groups.setdefault(named.get(key, ""), []).append(key)
        nothing = _("No country") if by == "country" else _("On no shelf")
        ordered: list[int] = []
        headings: list[tuple[int, str]] = []
        for name in sorted(groups, key=lambda name: (not name, fold(name))):
            headings.append((len(ordered), name or nothing))
            ordered += groups[name]
        return ordered, tuple(headings)

    def _countries(self, language: str) -> Iterator[tuple[int, str]]:
        from briefing_app.i18n import country_name

        names: dict[str, str] = {}
        for key, codes in self._connection.execute("select key, countries from card where countries != ''"):
            code = codes.partition(SEPARATOR)[0]
            yield key, names.get(code) or names.setdefault(code, country_name(code, language))

    def _shelves(self) -> Iterator[tuple[int, str]]:
        statement = (
            "select key, label from facet join card_facet on facet = facet.id "
            "join card on card.key = card_facet.card where kind = 'shelf' order by length(value)"  # the innermost last
        )
        return iter(self._connection.execute(statement))

    # --- inside --------------------------------------------------------------------------------------------------

    def _keys(self, plan: _Plan, sort: Sort, limit: int, match: str | None) -> list[int]:
        statement, values = _statement(plan, sort, match, limit)
        return [key for (key,) in self._connection.execute(statement, values)]

    def _plan(self, node: Node | None) -> _Plan:
        plan = _Plan(self._expressions)
        for part in _conjuncts(node):
            if is_of_words(part):
                plan.words.append(part)
            elif isinstance(part, Period | Last):
                plan.bound(*self._bounds(part))
            else:
                plan.conditions.append(self._condition(part, plan.values))
        if plan.needs_marks:
            self._load_marks()
        return plan

    def _bounds(self, part: Period | Last) -> tuple[int, int]:
        if isinstance(part, Last):
            today = self._today()  # what is still to come is not of the last days
            tomorrow = day_number((today.year, today.month, today.day)) + 1
            return day_number(_ago(today, part)) << SERIAL_BITS, tomorrow << SERIAL_BITS
        first, end = period_days(part.date)
        return {"in": (first, end), "after": (end, 1 << 62), "before": (1 << SERIAL_BITS, first)}[part.relation]

    def _condition(self, node: Node, values: list[object]) -> str:
        """A condition on `card` for what full-text search alone cannot answer."""
        if is_of_words(node):
            values.append(self._expressions.match([node]))
            return "card.key in (select rowid from words where words match ?)"
        if isinstance(node, Period | Last):
            values += self._bounds(node)
            return "(card.key >= ? and card.key < ?)"
        if isinstance(node, Not):
            return f"not {self._condition(node.node, values)}"
        if isinstance(node, And | Or):
            parts = [self._condition(part, values) for part in node.nodes]
            return "(" + (" and " if isinstance(node, And) else " or ").join(parts) + ")"
        if node == Is("stale") and isinstance(node, Is):
            day = "-".join(f"{part:02}" for part in _ago(self._today(), Last(1, "y")))
            values += [day, day]  # the first for the index; by the second a year alone is over when all of it is
            return "(card.as_at < ? and card.as_at < substr(?, 1, length(card.as_at)))"
        if isinstance(node, Is | Has):
            return _STATES[node.state if isinstance(node, Is) else node.thing]
        return "1"  # in:notes, which whoever asked for the search looks after

    def _load_marks(self) -> None:
        """Take the reader's state into a table of this connection's own, where it has changed."""
        revision = self._marks.revision()
        if revision == self._marks_loaded and revision is not None:
            return
        self._connection.execute("pragma query_only = off")
        self._connection.execute("drop table if exists temp.mark")
        self._connection.execute(
            "create temp table mark (id text primary key collate nocase, version, digest, starred, place, noted)"
        )
        for state, condition in (("starred", "starred"), ("queued", "place is not null"), ("noted", "noted")):
            self._connection.execute(f"create index temp.mark_{state} on mark (id) where {condition}")
        self._connection.execute("begin")
        rows = ((row.id, *row[1:]) for row in self._marks.rows())
        self._connection.executemany("insert or replace into temp.mark values (?, ?, ?, ?, ?, ?)", rows)
        self._connection.execute("commit")
        self._connection.execute("pragma query_only = on")
        self._marks_loaded = revision


_STATES = {
    "unread": "not exists (select 1 from mark where mark.id = card.id and mark.version is not null)",
    "updated": "exists (select 1 from mark where mark.id = card.id and mark.version is not null "
    "and (mark.version != card.version or mark.digest != card.digest))",
    "starred": "card.id in (select id from mark where starred)",
    "queued": "card.id in (select id from mark where place is not null)",
    "note": "card.id in (select id from mark where noted)",
}


class _Plan:
    """A query taken apart: words for full-text search, bounds of dates, conditions on cards."""

    def __init__(self, expressions: Expressions) -> None:
        self._expressions = expressions
        self.words: list[Node] = []
        self.low, self.high = -1, 1 << 62
        self.conditions: list[str] = []
        self.values: list[object] = []

    @property
    def is_ranked(self) -> bool:
        """Whether it matters where the words stand."""
        return self._expressions.has_plain_words(self.words)

    @property
    def needs_marks(self) -> bool:
        """Whether a condition asks for the reader's state."""
        return any("from mark" in condition for condition in self.conditions)

    def bound(self, low: int, high: int) -> None:
        """Leave out the cards with keys below `low`, and from `high` on."""
        self.low, self.high = max(self.low, low), min(self.high, high)

    def match(self, columns: Sequence[str] = ()) -> str | None:
        """The full-text expression, plain words within `columns` alone where there are any; None for no words."""
        return self._expressions.match(self.words, columns) if self.words else None


def _statement(plan: _Plan, sort: Sort, match: str | None, limit: int = -1) -> tuple[str, list[object]]:
    """Keys in order. Full-text search is the outer loop wherever there are words: its own order is by key."""
    conditions = " and ".join(["1", *plan.conditions])
    bounds = [plan.low, plan.high]
    if match is None:
        where = f"card.key >= ? and card.key < ? and {conditions}"
        return f"select card.key from card where {where} order by {_ORDERS[sort]} limit ?", [
            *bounds,
            *plan.values,
            limit,
        ]
    found = "words match ? and words.rowid >= ? and words.rowid < ?"
    if not plan.conditions and sort in ("relevance", "date"):
        return f"select rowid from words where {found} order by rowid desc limit ?", [match, *bounds, limit]
    order = "words.rowid desc" if sort in ("relevance", "date") else _ORDERS[sort]
    statement = (
        f"select words.rowid from words cross join card on card.key = words.rowid where {found} and {conditions} "
        f"order by {order} limit ?"
    )
    return statement, [match, *bounds, *plan.values, limit]


def period_days(written: str) -> tuple[int, int]:
    """The keys from which and below which lie the cards of a year, a month or a day."""
    parts = [int(part) for part in written.split("-")]
    year, month, day = (*parts, 0, 0)[:3]
    first = day_number((year, month, day))
    after = (year, month, day + 1) if day else (year, month + 1, 0) if month else (year + 1, 0, 0)
    end = day_number(after)
    return first << SERIAL_BITS, end << SERIAL_BITS


def _conjuncts(node: Node | None) -> Iterator[Node]:
    if isinstance(node, And):
        for part in node.nodes:
            yield from _conjuncts(part)
    elif node is not None:
        yield node


def _column_sets() -> Iterator[tuple[str, ...]]:
    yield from (TIERS[: count + 1] for count in range(len(TIERS) - 1))
    yield ()


def _ago(today: date, last: Last) -> tuple[int, int, int]:
    """The day on which "the last 30 days" begin; months and years count back in the calendar."""
    if last.unit in ("d", "w"):
        days = min(last.number * (7 if last.unit == "w" else 1), today.toordinal() - 1)
        day = today - timedelta(days=days)
        return day.year, day.month, day.day
    months = today.year * 12 + today.month - 1 - last.number * (12 if last.unit == "y" else 1)
    return max(months // 12, 0), months % 12 + 1, today.day
