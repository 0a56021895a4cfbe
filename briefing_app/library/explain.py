"""A query in words, as the line below the search field says it."""

from __future__ import annotations

from datetime import date, timedelta

from briefing_app.i18n import _, country_name, date_in_words, language_name, ngettext
from briefing_app.library.query import (
    And,
    Country,
    Has,
    InNotes,
    Is,
    Language,
    Last,
    Near,
    Node,
    Not,
    Or,
    Period,
    Query,
    Shelf,
    Term,
    conjuncts,
    spelt_as_typed,
)


def explain(query: Query, language: str = "en") -> str:
    """How a query was understood: "cards with “ceasefire”, someone named “Aliyev” is quoted, since 1 July 2025".

    What was not understood stands at the end.
    """
    words = _Words(language, spelt_as_typed(query))
    nodes = sorted(conjuncts(query.node), key=lambda node: isinstance(node, InNotes))  # what is looked for, then where
    parts = [words.of(node, is_first=not place) for place, node in enumerate(nodes)]
    sentence = _("cards {conditions}").format(conditions=", ".join(parts)) if parts else _("all cards")
    if not query.ignored:
        return sentence
    ignored = ", ".join(f"“{piece}”" for piece in query.ignored)
    return _("{sentence}; not understood: {pieces}").format(sentence=sentence, pieces=ignored)


class _Words:
    """Says nodes in one language, words as they were typed."""

    def __init__(self, language: str, typed: dict[str, str]) -> None:
        self._language = language
        self._typed = typed

    def of(self, node: Node, *, is_first: bool = True) -> str:
        """A node as a condition that follows the word "cards", at once or after others."""
        if isinstance(node, Term):
            if node.field == "speaker" and not is_first:
                return _("someone named {words} is quoted").format(words=self._quoted(node))
            return self._term(node)
        if isinstance(node, And):
            return " ".join((_("both {first}"), _("and {second}"))).format(
                first=self.of(node.nodes[0]), second=_(" and ").join(map(self.of, node.nodes[1:]))
            )
        if isinstance(node, Or):
            return self._either(node)
        if isinstance(node, Not):
            return self._without(node.node)
        if isinstance(node, Near):
            return _("with {words} close together").format(words=_(" and ").join(map(self._quoted, node.terms)))
        return self._fact(node)

    def _term(self, term: Term) -> str:
        sentences = {
            "": _("with {words}"),
            "title": _("with {words} in the title"),
            "actor": _("about someone named {words}"),
            "speaker": _("quoting someone named {words}"),
            "quote": _("with {words} in a quote"),
            "text": _("with {words} in the text"),
            "source": _("with {words} among the sources"),
            "place": _("from {words}"),
            "topic": _("on the topic {words}"),
            "marking": _("marked {words}"),
            "id": _("with the id {words}"),
        }
        return sentences[term.field].format(words=self._quoted(term))

    def _quoted(self, term: Term) -> str:
        text = " ".join(self._typed.get(word, word) for word in term.words)
        return f"“{text}…”" if term.prefix else f"“{text}”"

    def _either(self, node: Or) -> str:
        terms = [part for part in node.nodes if isinstance(part, Term)]
        if len(terms) == len(node.nodes) and len({term.field for term in terms}) == 1:
            if len(terms) == 2 and "".join(terms[0].words) == terms[1].words[0]:
                return self._term(terms[0])  # a hyphen or an apostrophe
            return self._term(Term(("{words}",), field=terms[0].field)).replace(
                "“{words}”", _(" or ").join(map(self._quoted, terms))
            )
        if all(isinstance(part, Country) for part in node.nodes):
            names = [self._country(part) for part in node.nodes if isinstance(part, Country)]
            return _("about {country}").format(country=_(" or ").join(names))
        return _("either {alternatives}").format(alternatives=_(" or ").join(map(self.of, node.nodes)))

    def _without(self, node: Node) -> str:
        if isinstance(node, Term) and not node.field:
            return _("without {words}").format(words=self._quoted(node))
        if node == Is("unread"):
            return _("already read")
        return _("but not {condition}").format(condition=self.of(node))

    def _fact(self, node: Node) -> str:
        if isinstance(node, Country):
            return _("about {country}").format(country=self._country(node))
        if isinstance(node, Language):
            return _("in {language}").format(language=language_name(node.code, self._language))
        if isinstance(node, Shelf):
            return _("on the shelf “{shelf}”").format(shelf=node.path)
        if isinstance(node, Period):
            return self._period(node)
        if isinstance(node, Last):
            return _last(node)
        if isinstance(node, Is):
            return _states()[node.state]
        if isinstance(node, Has):
            return _things()[node.thing]
        return _("in your notes")

    def _country(self, node: Country) -> str:
        code = node.code.upper()
        name = country_name(code, self._language)
        return _("“{name}”, which is no country").format(name=node.code) if name == code else name

    def _period(self, node: Period) -> str:
        if node.relation == "in":
            return _("dated {date}").format(date=date_in_words(node.date, self._language))
        if node.relation == "before":
            return _("before {date}").format(date=date_in_words(node.date, self._language))
        return _("since {date}").format(date=date_in_words(_day_after(node.date), self._language))


def _last(node: Last) -> str:
    sentence = {
        "d": ngettext("of the last {count} day", "of the last {count} days", node.number),
        "w": ngettext("of the last {count} week", "of the last {count} weeks", node.number),
        "m": ngettext("of the last {count} month", "of the last {count} months", node.number),
        "y": ngettext("of the last {count} year", "of the last {count} years", node.number),
    }[node.unit]
    return sentence.format(count=node.number)


def _states() -> dict[str, str]:
    return {
        "unread": _("not yet read"),
        "updated": _("updated since they were read"),
        "starred": _("with a star"),
        "queued": _("kept for tonight"),
        "broken": _("that cannot be read"),
        "stale": _("more than a year past the date they are as at"),
    }


def _things() -> dict[str, str]:
    return {"note": _("with a note"), "quotes": _("with quotes"), "timeline": _("with a timeline")}


def _day_after(period: str) -> str:
    """The first day after a year, a month or a day."""
    parts = [int(part) for part in period.split("-")]
    try:
        if len(parts) == 3:
            return (date(*parts) + timedelta(days=1)).isoformat()
        year, month = (*parts, 12)[:2]
        return date(year + month // 12, month % 12 + 1, 1).isoformat()
    except (ValueError, OverflowError):
        return period  # the year 9999 has no day after
