"""The words of a query -> an expression of full-text search (FTS5), in every spelling that cards state for a name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from briefing_app.library.folding import sought_terms, terms
from briefing_app.library.query import And, Country, Has, Is, Language, Near, Node, Not, Or, Shelf, Term
from briefing_app.library.record import BROKEN, EVERY, FENCE, NEAR_WORDS, fact, id_fact, shelf_fact

_COLUMNS = {"title": "title", "actor": "actors", "quote": "quotes", "text": "text", "place": "place", "topic": "topics"}
_FACTS = {"speaker": "s", "source": "q", "marking": "m"}
_NAMED = frozenset({"", "actor", "speaker", "quote", "text", "title"})  # fields in which a name may be spelt otherwise

MOST_SPELLINGS = 24
SPELLING_STEPS = 3  # one card states A and B, another one B and C
SHORTEST_BEGINNING = 3  # of a name that is still being typed


class Needle(NamedTuple):
    """One thing that was looked for: any of the `spellings`, each folded words that follow each other, in `field`."""

    spellings: tuple[tuple[str, ...], ...]
    prefix: bool
    field: str


class _Row(NamedTuple):
    """Plain words in a row that are a name, and the name's other spellings."""

    words: tuple[Node, ...]
    others: tuple[Term, ...]


class Expressions:
    """Writes expressions; asks the index for the spellings of names."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def match(self, nodes: Sequence[Node], columns: Sequence[str] = ()) -> str:
        """One expression for all of `nodes` together; plain words count in `columns` alone where any are named."""
        return self._all(nodes, columns)

    def has_plain_words(self, nodes: Sequence[Node]) -> bool:
        """Whether something is looked for in all fields."""
        return any(not needle.field for node in nodes for needle in self._needles(node, spell=False))

    def needles(self, node: Node) -> list[Needle]:
        """What stands in the cards that are found, in the order of the query."""
        return list(self._needles(node, spell=True))

    def spellings(self, term: Term) -> list[tuple[str, ...]]:
        """The words of `term` and, where some card states others for a name, these."""
        forms = {" ".join(term.words): None}
        fresh = list(forms)
        if term.field in _NAMED:
            for step in range(SPELLING_STEPS):
                begun = term.prefix and step == 0  # what was typed; the spellings that it leads to are whole names
                fresh = [other for form in fresh for other in self._stated(form, prefix=begun) if other not in forms]
                forms |= dict.fromkeys(fresh[:MOST_SPELLINGS])
        return [tuple(form.split()) for form in list(forms)[:MOST_SPELLINGS]]

    # --- inside --------------------------------------------------------------------------------------------------

    def _stated(self, form: str, *, prefix: bool) -> list[str]:
        if prefix and len(form) >= SHORTEST_BEGINNING:
            statement = "select distinct other from name_pair where one >= ? and one < ? limit ?"
            values: tuple[object, ...] = (form, form + "\U0010ffff", MOST_SPELLINGS)
        else:
            statement = "select distinct other from name_pair where one = ? limit ?"
            values = (form, MOST_SPELLINGS)
        return [other for (other,) in self._connection.execute(statement, values)]

    def _all(self, nodes: Sequence[Node], columns: Sequence[str]) -> str:
        wanted = [self._of(node, columns) for node in self._with_whole_names(nodes) if not isinstance(node, Not)]
        unwanted = [self._of(node.node, ()) for node in nodes if isinstance(node, Not)]
        found = " AND ".join(wanted) if wanted else f'"{EVERY}"'
        return f"(({found}) NOT ({' OR '.join(unwanted)}))" if unwanted else f"({found})"

    def _of(self, node: Node | _Row, columns: Sequence[str]) -> str:
        if isinstance(node, _Row):
            row = " AND ".join(self._of(word, columns) for word in node.words)
            return f"(({row}) OR {' OR '.join(self._of(other, columns) for other in node.others)})"
        if isinstance(node, And):
            return self._all(node.nodes, columns)
        if isinstance(node, Not):
            return self._all([node], columns)
        if isinstance(node, Or):
            return "(" + " OR ".join(self._of(part, columns) for part in node.nodes) + ")"
        if isinstance(node, Near):
            phrases = " ".join(_phrase(term.words, term.prefix, "") for term in node.terms)
            return _within(columns, f"NEAR({phrases}, {NEAR_WORDS})")
        if isinstance(node, Term):
            return self._term(node, columns)
        return f'"{_fact_of(node)}"'

    def _term(self, term: Term, columns: Sequence[str]) -> str:
        if term.field == "id":
            return f'"{id_fact(term.words[0])}"' + ("*" if term.prefix else "")
        kind = _FACTS.get(term.field, "")
        spellings = self.spellings(term)
        phrases = [_phrase(words, term.prefix and words == term.words, kind) for words in spellings]
        found = "(" + " OR ".join(phrases) + ")"
        within = (_COLUMNS[term.field],) if term.field in _COLUMNS else () if kind else columns
        return _within(within, found)

    def _with_whole_names(self, nodes: Sequence[Node]) -> Iterator[Node | _Row]:
        """The nodes; plain words in a row that some card states as a name are looked for in its other spellings."""
        nodes = list(nodes)
        at = 0
        while at < len(nodes):
            length = next((count for count in range(_row(nodes, at), 1, -1) if self._is_name(nodes, at, count)), 1)
            if length == 1:
                yield nodes[at]
            else:
                row = nodes[at : at + length]
                whole = Term(tuple(word for term in row if isinstance(term, Term) for word in term.words))
                others = (Term(words) for words in self.spellings(whole) if words != whole.words)
                yield _Row(tuple(row), tuple(others))
            at += length

    def _is_name(self, nodes: Sequence[Node], at: int, count: int) -> bool:
        row = nodes[at : at + count]
        return bool(
            self._stated(" ".join(word for term in row if isinstance(term, Term) for word in term.words), prefix=False)
        )

    def _needles(self, node: Node | _Row, *, spell: bool) -> Iterator[Needle]:
        if isinstance(node, _Row):
            for part in (*node.words, *node.others):
                yield from self._needles(part, spell=spell)
        elif isinstance(node, Term):
            yield Needle(tuple(self.spellings(node)) if spell else (node.words,), node.prefix, node.field)
        elif isinstance(node, Near):
            yield from (Needle((term.words,), term.prefix, "") for term in node.terms)
        elif isinstance(node, And | Or):
            parts: Iterable[Node | _Row] = node.nodes
            if spell and isinstance(node, And):
                parts = self._with_whole_names(node.nodes)
            for one in parts:
                yield from self._needles(one, spell=spell)


def is_of_words(node: Node) -> bool:
    """Whether full-text search alone can answer `node`."""
    if isinstance(node, And | Or):
        return all(map(is_of_words, node.nodes))
    if isinstance(node, Not):
        return is_of_words(node.node)
    if isinstance(node, Has):
        return node.thing != "note"
    if isinstance(node, Is):
        return node.state == "broken"
    return isinstance(node, Term | Near | Country | Language | Shelf)


def _row(nodes: Sequence[Node], at: int) -> int:
    """How many plain words follow each other from `at` on, four at most."""
    count = 0
    for node in nodes[at : at + 4]:
        if not (isinstance(node, Term) and not node.field):
            break
        count += 1
    return count


def _fact_of(node: Node) -> str:
    if isinstance(node, Country):
        return fact("c", node.code.lower())
    if isinstance(node, Language):
        return fact("l", FENCE.join(node.code.lower().split("-")))
    if isinstance(node, Shelf):
        return shelf_fact(node.path)
    if isinstance(node, Has):
        return fact("h", node.thing)
    return BROKEN


def _phrase(words: Sequence[str], prefix: bool, kind: str) -> str:
    """Words that follow each other, as FTS5 takes them."""
    last, goes_on = sought_terms(words[-1])
    found = [*(term for word in words[:-1] for term in terms(word)), *last]
    written = " ".join(fact(kind, term) if kind else term for term in found)
    return f'"{written}"' + ("*" if prefix or goes_on else "")


def _within(columns: Sequence[str], expression: str) -> str:
    return f"{{{' '.join(columns)}}} : {expression}" if columns else expression
