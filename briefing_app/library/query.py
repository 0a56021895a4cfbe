"""What was typed -> a query: the language of the search field, read so that nothing which can be typed is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from briefing_app.library.folding import joined_words, placed_words, words

# What is looked for in one field of a card: everything else is looked for in all of them.
WORD_FIELDS = ("title", "actor", "speaker", "quote", "text", "source", "place", "topic", "marking")
OPERATORS = (*WORD_FIELDS, "country", "lang", "id", "shelf", "date", "after", "before", "last", "is", "has", "in")
STATES = ("unread", "updated", "starred", "queued", "broken", "stale")
THINGS = ("note", "quotes", "timeline")

MOST_CHARACTERS = 10_000
MOST_WORDS = 64
LONGEST_WORD = 100
MOST_COUNTRIES = 12  # that the beginning of a name may mean
DEEPEST = 16  # brackets within brackets


class Term(NamedTuple):
    """Folded words that follow each other, the last one perhaps only begun, in one field or, for "", in any."""

    words: tuple[str, ...]
    prefix: bool = False
    field: str = ""


class Near(NamedTuple):
    """Words that stand close together in one text."""

    terms: tuple[Term, ...]


class Country(NamedTuple):
    """An ISO 3166-1 alpha-2 code in small letters, or a name that is none of a country."""

    code: str


class Language(NamedTuple):
    """A BCP 47 tag in small letters; a shorter tag means the longer ones, too."""

    code: str


class Shelf(NamedTuple):
    """A folder below that of a library, and all below it: "visits/2025"."""

    path: str


class Period(NamedTuple):
    """In, after or before a year, a month or a day: YYYY, YYYY-MM, YYYY-MM-DD."""

    relation: Literal["in", "after", "before"]
    date: str


class Last(NamedTuple):
    """The last so many days, weeks, months or years."""

    number: int
    unit: Literal["d", "w", "m", "y"]


class Is(NamedTuple):
    """One of STATES."""

    state: str


class Has(NamedTuple):
    """One of THINGS."""

    thing: str


class InNotes(NamedTuple):
    """The words stand in the reader's note."""

    here: bool = True


class Not(NamedTuple):
    """What must not hold."""

    node: Node


class And(NamedTuple):
    """What must hold together: two nodes or more."""

    nodes: tuple[Node, ...]


class Or(NamedTuple):
    """Of which one must hold: two nodes or more."""

    nodes: tuple[Node, ...]


Node = Term | Near | Country | Language | Shelf | Period | Last | Is | Has | InNotes | Not | And | Or


class Query(NamedTuple):
    """What was typed, as it was understood.

    `node` is None where nothing was asked for; `ignored` are the pieces that make no sense, as they were typed.
    """

    text: str
    node: Node | None
    ignored: tuple[str, ...] = ()


def parse(text: str, *, typing: bool = False, language: str = "en") -> Query:
    """Read a query; whatever is typed is one.

    Words must all be there; OR between two means either, and binds them closer than their neighbours.

    Args:
        typing: the last word is still being typed: it matches words that begin so.
        language: in which names of countries and languages are looked for, besides English.
    """
    reader = _Reader(text[:MOST_CHARACTERS], typing, language)
    node = reader.all_of(0)
    return Query(text, node, tuple(reader.ignored))


def written(node: Node | None) -> str:
    """A query that `parse` understands as `node`."""
    if node is None:
        return ""
    if isinstance(node, And):
        return " ".join(_in_brackets(part, And) for part in node.nodes)
    if isinstance(node, Or):
        return " OR ".join(_in_brackets(part, And, Or) for part in node.nodes)
    if isinstance(node, Not):
        return f"-{_in_brackets(node.node, And, Or)}"
    if isinstance(node, Near):
        return f"near({' '.join(written(term) for term in node.terms)})"
    if isinstance(node, Term):
        return _written_term(node)
    return _written_operator(node)


def conjuncts(node: Node | None) -> Iterator[Node]:
    """What must hold, one after the other."""
    if isinstance(node, And):
        yield from node.nodes
    elif node is not None:
        yield node


def asks_for_marks(node: Node | None) -> bool:
    """Whether a query asks for what the reader did with cards."""
    if isinstance(node, And | Or):
        return any(map(asks_for_marks, node.nodes))
    if isinstance(node, Not):
        return asks_for_marks(node.node)
    return (isinstance(node, Is) and node.state not in ("broken", "stale")) or (
        isinstance(node, Has) and node.thing == "note"
    )


def all_of(nodes: Sequence[Node]) -> Node | None:
    """One node for several that must hold together."""
    flat = [part for node in nodes for part in conjuncts(node)]
    return And(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def _in_brackets(node: Node, *kinds: type) -> str:
    return f"({written(node)})" if isinstance(node, kinds) else written(node)


def _written_term(term: Term) -> str:
    star = "*" if term.prefix else ""
    text = f'"{" ".join(term.words)}{star}"' if len(term.words) > 1 else term.words[0] + star
    return f"{term.field}:{text}" if term.field else text


def _written_operator(node: Node) -> str:
    if isinstance(node, Country):
        return f'country:"{node.code}"' if " " in node.code else f"country:{node.code}"
    if isinstance(node, Language):
        return f"lang:{node.code}"
    if isinstance(node, Shelf):
        return f'shelf:"{node.path}"'
    if isinstance(node, Period):
        return f"{'date' if node.relation == 'in' else node.relation}:{node.date}"
    if isinstance(node, Last):
        return f"last:{node.number}{node.unit}"
    if isinstance(node, Is):
        return f"is:{node.state}"
    return f"has:{node.thing}" if isinstance(node, Has) else "in:notes"


# What keyboards and word processors put in place of the signs of the language.
_SIGNS = str.maketrans("“”„‟«»＂：（）－＊", '""""""":()-*')
_TOKEN = re.compile(
    r"""
    (?P<near>near\()
    | (?P<operator>[a-z]+):
    | (?P<sign>[()])
    | (?P<phrase>"[^"]*"?)
    | (?P<word>[^\s()"]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r'(?P<word>[^\s()"]+)')
_VALUE = re.compile(r'"([^"]*)("?)|([^\s()"]*)')
_OR = re.compile(r"OR(?![^\s()])")
_BLANKS = re.compile(r"\s*")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)")
_LAST = re.compile(r"(\d{1,4})([dwmy]?)", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9._-]{1,120}")


# The methods of _Reader that read the values of operators.
_READ_BY = {"date": "period", "after": "period", "before": "period", "country": "country", "lang": "tongue"}
_READ_BY |= {"id": "id", "shelf": "shelf", "last": "last"}


class _Reader:
    """Reads one text from its beginning to its end, whatever it holds."""

    def __init__(self, text: str, typing: bool, language: str) -> None:
        self._text = text.translate(_SIGNS)
        self._at = 0
        self._end = len(self._text)
        self._typing = typing and self._text == self._text.rstrip()
        self._language = language
        self._words = 0
        self.ignored: list[str] = []

    def all_of(self, depth: int) -> Node | None:
        """What stands up to the next closing bracket, or to the end."""
        groups: list[list[Node]] = []  # each of alternatives
        either = False
        while not self._at_end(depth):
            if self._taken(_OR):
                either = True
                continue
            node = self._item(depth)
            if node is None:
                continue
            if either and groups:
                groups[-1].append(node)
            else:
                groups.append([node])
            either = False
        return all_of([_either(group) for group in groups])

    def _at_end(self, depth: int) -> bool:
        """Whether a group ends here; a closing bracket too many is passed over."""
        self._taken(_BLANKS)
        while self._at < self._end and self._text[self._at] == ")":
            self._at += 1
            if depth:
                return True
            self._taken(_BLANKS)
        return self._at >= self._end

    def _item(self, depth: int) -> Node | None:
        negative = False
        while self._at < self._end and self._text[self._at] == "-":
            negative, self._at = True, self._at + 1
        node = self._atom(depth)
        return Not(node) if negative and node is not None and not isinstance(node, Not) else node

    def _atom(self, depth: int) -> Node | None:
        found = _TOKEN.match(self._text, self._at)
        if found is None:  # a blank after a minus
            self._at += 1
            return None
        if found["operator"] and found["operator"].lower() not in OPERATORS:
            found = _WORD.match(self._text, self._at) or found
        start, self._at = self._at, found.end()
        kind = found.lastgroup
        if kind == "sign":
            return self._group(depth) if found["sign"] == "(" else None
        if kind == "near":
            return self._near()
        if kind == "phrase":
            phrase = found["phrase"]
            return self._term(phrase.strip('"'), "", closed=len(phrase) > 1 and phrase.endswith('"'))
        if kind == "word":
            return self._spelt(found["word"], "")
        return self._operator(found["operator"].lower(), start)

    def _group(self, depth: int) -> Node | None:
        return self.all_of(depth + 1) if depth < DEEPEST else None

    def _near(self) -> Node | None:
        end = self._text.find(")", self._at)
        inside = self._text[self._at : end if end >= 0 else self._end]
        self._at = end + 1 if end >= 0 else self._end
        terms: list[Term] = []
        for piece in inside.split():
            last = end < 0 and inside.endswith(piece)
            terms += [
                Term((word,), prefix=piece.endswith("*") or (last and self._typing)) for word in self._counted(piece)
            ]
        return Near(tuple(terms)) if len(terms) > 1 else terms[0] if terms else None

    def _operator(self, name: str, start: int) -> Node | None:
        found = _VALUE.match(self._text, self._at)
        quoted, closing, bare = found.groups() if found else (None, None, "")  # which matches always: it may be empty
        self._at = found.end() if found else self._at
        value = bare if quoted is None else quoted
        if name in WORD_FIELDS:
            node = self._term(value, name, closed=bool(closing)) if quoted is not None else self._spelt(value, name)
        else:
            node = self._fact(name, value.strip())
        if node is None and (value.strip() or not self._being_typed):
            self.ignored.append(self._text[start : self._at].strip())
        return node

    def _fact(self, name: str, value: str) -> Node | None:
        """What an operator says that does not look for words; None for a value that makes no sense."""
        self._words += 1
        if self._words > MOST_WORDS or len(value) > LONGEST_WORD:
            return None
        return getattr(self, f"_{_READ_BY.get(name, 'state')}")(name, value)  # type: ignore[no-any-return]

    def _period(self, name: str, value: str) -> Node | None:
        day = self._day(value)
        return Period("in" if name == "date" else name, day) if day else None  # type: ignore[arg-type]

    def _id(self, _name: str, value: str) -> Node | None:
        found = _ID.fullmatch(value.removesuffix("*"))
        prefix = value.endswith("*") or self._being_typed
        return Term((found.group().lower(),), prefix, "id") if found else None

    def _shelf(self, _name: str, value: str) -> Node | None:
        path = value.strip("/ ")
        return Shelf(path) if path else None

    def _last(self, _name: str, value: str) -> Node | None:
        last = _LAST.fullmatch(value)
        return Last(int(last[1]), last[2].lower() or "d") if last else None  # type: ignore[arg-type]

    def _state(self, name: str, value: str) -> Node | None:
        word = value.lower()
        if name == "is":
            return Is(word) if word in STATES else None
        if name == "has":
            return Has(word) if word in THINGS else None
        return InNotes() if word in ("notes", "note") else None

    def _day(self, value: str) -> str:
        """The year, month or day that `value` names, as far as it is one; "" for none."""
        found = _DATE.match(value)
        if not found or (found.end() < len(value) and not self._being_typed):
            return ""
        parts = [int(part) for part in found.groups() if part]
        for count in range(len(parts), 0, -1):
            year, month, day = (*parts[:count], 1, 1)[:3]
            try:
                date(year, month, day)
            except ValueError:
                if not self._being_typed:
                    return ""
                continue
            return "-".join([f"{year:04}", *(f"{part:02}" for part in parts[1:count])])
        return ""

    def _country(self, _name: str, value: str) -> Node | None:
        from briefing_app.i18n import country_codes

        name = value.removesuffix("*")
        begun = self._being_typed or name != value
        codes = country_codes(name, self._language, begun=begun)
        if codes:
            return _either([Country(code.lower()) for code in codes[:MOST_COUNTRIES]])
        plain = " ".join(words(name))
        return Country(plain) if plain else None

    def _tongue(self, _name: str, value: str) -> Node | None:
        from briefing_app.i18n import language_code

        tag = "-".join(words(value)) if value.isascii() else ""
        code = language_code(value, self._language) or tag
        return Language(code.lower()) if code else None

    def _spelt(self, piece: str, field: str) -> Node | None:
        """Words without a blank between them; those that a hyphen or an apostrophe parts may be written as one."""
        term = self._term(piece, field)
        if term is None or len(term.words) == 1:
            return term
        joined = joined_words(piece)
        if joined != ["".join(term.words)]:
            return term
        self._words += 1
        return Or((term, Term((joined[0],), term.prefix, field)))

    def _term(self, text: str, field: str, *, closed: bool = False) -> Term | None:
        found = self._counted(text)
        if not found:
            return None
        prefix = text.rstrip().endswith("*") or (self._being_typed and not closed)
        return Term(found, prefix, field)

    def _counted(self, text: str) -> tuple[str, ...]:
        """The words of `text`, as far as there is room for more."""
        found = words(text)
        room = max(0, MOST_WORDS - self._words)
        kept = tuple(word for word in found if len(word) <= LONGEST_WORD)[:room]
        if len(kept) < len(found):
            self.ignored.append(next(word for word in found if word not in kept)[:LONGEST_WORD])
        self._words += len(kept)
        return kept

    @property
    def _being_typed(self) -> bool:
        """Whether what was read last is still being typed."""
        return self._typing and self._at >= self._end

    def _taken(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()
        return found is not None


def _either(nodes: Sequence[Node]) -> Node:
    """One node for alternatives; those that are alternatives themselves become part of them."""
    flat: list[Node] = []
    for node in nodes:
        flat += node.nodes if isinstance(node, Or) else (node,)
    return Or(tuple(flat)) if len(flat) > 1 else flat[0]


def spelt_as_typed(query: Query) -> dict[str, str]:
    """The folded words of a query, each as it was typed."""
    return {word.text: query.text[word.start : word.end] for word in placed_words(query.text[:MOST_CHARACTERS])}
