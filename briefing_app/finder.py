"""Finds cards and notes together: the one place where a query meets the library and what the reader wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.i18n import _
from briefing_app.library.expression import Needle
from briefing_app.library.folding import joined_words, words
from briefing_app.library.query import (
    And,
    InNotes,
    Near,
    Node,
    Not,
    Or,
    Query,
    Term,
    all_of,
    conjuncts,
    parse,
    spelt_as_typed,
)
from briefing_app.library.search import Mark, Marks, Ranked, Search, Sort
from briefing_app.notes.references import references

if TYPE_CHECKING:
    from briefing_app.library.completion import Completion
    from briefing_app.library.index import Entry
    from briefing_app.library.library import Library
    from briefing_app.library.persons import Person
    from briefing_app.notes.annotations import AnnotationStore
    from briefing_app.notes.reading import ReadingStore
    from briefing_app.notes.safe import Safe
    from briefing_app.notes.store import NoteStore
    from briefing_app.notes.written import Written

SCORES = (1.0, 0.8, 0.6, 0.4, 0.2)  # of the tiers of `library.search`
MOST_NOTES = 20


class Hit(NamedTuple):
    """A card that was found, and where it matched: `score` is 1 at best, `where` in words."""

    id: str
    title: str
    date: str | None
    score: float
    where: str
    snippet: str


class NoteHit(NamedTuple):
    """A note, a mark or a page of the journal (without a card) that was found: the passage, and what to mark in it."""

    card_id: str
    modified: str
    snippet: str
    marks: tuple[tuple[int, int], ...]


class Finder:
    """Answers queries for one thread, over connections of its own; another thread may interrupt it."""

    def __init__(self, library: Library, notes: Safe, language: str) -> None:
        """Open nothing yet. `notes` is the safe of the notes."""
        self._library = library
        self._safe = notes
        self.language = language
        self._folded: dict[str, tuple[int, list[str]]] = {}  # the words of notes, by item, with the revision they had
        self._linked: dict[str, list[Written]] | None = None  # the notes that name each card

    @cached_property
    def search(self) -> Search:
        """The search of the library alone."""
        return self._library.search(Marks(self.reading.revision, self._marks))

    def close(self) -> None:
        """Let go of the connections, and forget what was read of notes."""
        for part in ("search", "_store", "reading", "_annotations"):
            if part in self.__dict__:
                self.__dict__.pop(part).close()
        self._folded.clear()
        self._linked = None

    def looks_into_notes(self, query: Query) -> bool:
        """Whether a query looks for its words in notes alone."""
        return _asks_notes(query.node)

    def parse(self, text: str, *, typing: bool = False) -> Query:
        """Read what was typed."""
        return parse(text, typing=typing, language=self.language)

    def find(self, query: Query, sort: Sort = "relevance") -> Ranked:
        """All cards that a query finds.

        Raises:
            NotesUnreadableError: it asks for the reader's state or notes, and they cannot be read.
        """
        elsewhere = _outside_of_notes(query.node)
        if elsewhere is None:
            return self.search.ranked(query.node, sort)
        noted = self.search.keys_of(hit.card_id for hit in self.notes(query, most=None))
        if not elsewhere:
            by_key = sorted(noted.values(), reverse=True)
            return Ranked(by_key if sort in ("relevance", "date") else self._sorted(set(by_key), None, sort))
        return Ranked(self._sorted(set(noted.values()), all_of(elsewhere), sort))

    def count(self, query: Query) -> int:
        """How many cards a query finds."""
        return len(self.find(query).keys) if self.looks_into_notes(query) else self.search.count(query.node)

    def completions(self, text: str) -> list[Completion]:
        """What the last word of a query may become."""
        from briefing_app.library.completion import completions

        return completions(text, self.search, self.language)

    def hits(self, query: Query, found: Ranked, limit: int) -> list[Hit]:
        """The first `limit` cards of `found` with the places where they matched."""
        keys = found.keys[:limit]
        noted = {hit.card_id.lower(): hit for hit in self.notes(query, most=None)} if _asks_notes(query.node) else {}
        matches = self.search.matches(query.node, keys)
        entries = {entry.key: entry for entry in self._library.index.entries(keys)}
        hits: list[Hit] = []
        for place, key in enumerate(keys):
            if (entry := entries.get(key)) is None or key not in matches:
                continue  # gone meanwhile
            match, note = matches[key], noted.get(entry.id.lower())
            where, snippet = (_("your note"), note.snippet) if note else (match.where, match.snippet)
            hits.append(Hit(entry.id, entry.title, entry.date, SCORES[found.tier_of(place)], where, snippet))
        return hits

    def entries(self, keys: Sequence[int]) -> list[Entry]:
        """What the list shows of some cards."""
        return self._library.index.entries(keys)

    def entries_of(self, card_ids: Sequence[str]) -> list[Entry]:
        """What the list shows of cards given by id."""
        return [entry for card_id in card_ids if (entry := self._library.index.entry(card_id)) is not None]

    def version_read(self, card_id: str) -> int | None:
        """The version of a card that the reader has read; None for none.

        Raises:
            NotesUnreadableError: it cannot be told.
        """
        return self.reading.get(card_id).read_version

    def notes(self, query: Query, most: int | None = MOST_NOTES) -> list[NoteHit]:
        """What the reader wrote or marked that holds the words of a query, the latest first."""
        from briefing_app.library.hits import passage

        sought = [node for node in conjuncts(query.node) if _is_plain(node)]
        if not sought or not self._safe.path.exists():
            return []
        needles = [Needle((term.words,), term.prefix, "") for node in sought for term in _terms(node)]
        found: list[NoteHit] = []
        for one in self.written():
            if all(_holds(node, self._words_of(one)) for node in sought):
                found.append(NoteHit(one.card_id, one.modified, *passage(one.all_text, needles)))
                if most is not None and len(found) >= most:
                    break
        return found

    def written(self) -> list[Written]:
        """All that the reader wrote and marked, the latest first.

        Raises:
            NotesUnreadableError: it cannot be read.
        """
        from briefing_app.notes.written import all_written

        return all_written(self._store.all(), self._annotations.all())

    def linking_to(self, card_id: str) -> list[Written]:
        """The notes that name a card by its id, the latest first; not those on the card itself.

        Raises:
            NotesUnreadableError: they cannot be read.
        """
        if self._linked is None or self._store.changed_elsewhere():
            self._linked = {}
            for one in self.written():
                for target in {named.target.lower() for named in references(one.text) if named.kind == "card"}:
                    self._linked.setdefault(target, []).append(one)
        wanted = card_id.lower()
        return [one for one in self._linked.get(wanted, ()) if one.card_id.lower() != wanted]

    def holding(self, text: str, among: Sequence[Written]) -> list[Written]:
        """What of `among` holds the words that were typed; what asks for anything but words is read as words."""
        nodes = list(conjuncts(self.parse(text, typing=True).node))
        if not all(map(_is_plain, nodes)):
            nodes = [Term((word,), prefix=True) for word in words(text)]
        return [one for one in among if all(_holds(node, self._words_of(one)) for node in nodes)]

    def suggestions(self, query: Query) -> dict[str, list[str]]:
        """For words that no card has, as they were typed: spellings near to them that some have."""
        typed = spelt_as_typed(query)
        found: dict[str, list[str]] = {}
        for term in (term for node in conjuncts(query.node) for term in _terms(node) if term.field != "id"):
            for word in term.words:
                alone = Term((word,), term.prefix and word == term.words[-1])
                if len(word) > 2 and not self.search.first(alone, 1) and (near := self.search.nearest(word)):
                    found[typed.get(word, word)] = near
        return found

    def persons(self, name: str) -> list[Person]:
        """The persons that a name may mean, whatever its spelling."""
        from briefing_app.library.persons import persons

        parts = words(name)
        if not parts:
            return []
        one_by_one = all_of([Term((part,), field="actor") for part in parts])
        whole = Term(tuple(parts), field="actor")
        node: Node | None = one_by_one if len(parts) == 1 or one_by_one is None else Or((one_by_one, whole))
        return persons(name, self.search.appearances(node))

    # --- inside --------------------------------------------------------------------------------------------------

    @cached_property
    def _store(self) -> NoteStore:
        from briefing_app.notes.store import NoteStore

        return NoteStore(self._safe)

    @cached_property
    def _annotations(self) -> AnnotationStore:
        from briefing_app.notes.annotations import AnnotationStore

        return AnnotationStore(self._safe)

    @cached_property
    def reading(self) -> ReadingStore:
        """What the reader did with cards, over a connection of this thread's own."""
        from briefing_app.notes.reading import ReadingStore

        return ReadingStore(self._safe)

    def _marks(self) -> Iterator[Mark]:
        return (Mark(*row) for row in self.reading.rows())

    def _sorted(self, keys: set[int], node: Node | None, sort: Sort) -> list[int]:
        return [key for key in self.search.ranked(node, sort).keys if key in keys]

    def _words_of(self, one: Written) -> list[str]:
        kept = self._folded.get(one.item)
        if kept is None or kept[0] != one.revision:
            text = one.all_text
            kept = self._folded[one.item] = (one.revision, [*words(text), *joined_words(text)])
        return kept[1]


def _asks_notes(node: Node | None) -> bool:
    return any(isinstance(part, InNotes) for part in conjuncts(node))


def _outside_of_notes(node: Node | None) -> list[Node] | None:
    """What a query that looks into notes asks of the cards themselves; None for a query that does not."""
    if not _asks_notes(node):
        return None
    return [part for part in conjuncts(node) if not isinstance(part, InNotes) and not _is_plain(part)]


def _is_plain(node: Node) -> bool:
    """Whether a condition is of words that may stand anywhere, and so in a note."""
    if isinstance(node, And | Or):
        return all(map(_is_plain, node.nodes))
    if isinstance(node, Not):
        return _is_plain(node.node)
    return isinstance(node, Near) or (isinstance(node, Term) and not node.field)


def _terms(node: Node) -> Iterator[Term]:
    """The terms of what is looked for; not of what must not be there."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, Near):
        yield from node.terms
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from _terms(part)


def _holds(node: Node, text: Sequence[str]) -> bool:
    """Whether a note with these words meets a condition of words."""
    from briefing_app.library.hits import stands_in

    if isinstance(node, And):
        return all(_holds(part, text) for part in node.nodes)
    if isinstance(node, Or):
        return any(_holds(part, text) for part in node.nodes)
    if isinstance(node, Not):
        return not _holds(node.node, text)
    return all(stands_in(text, term.words, term.prefix) for term in _terms(node))
