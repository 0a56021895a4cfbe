"""What the last word of a query may become: operators first, then actors, topics and countries that cards name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.i18n import _, country_codes, country_name
from briefing_app.library.folding import words
from briefing_app.library.query import OPERATORS, STATES, THINGS, Term

if TYPE_CHECKING:
    from briefing_app.library.search import Count, Search

MOST = 8
SHORTEST = 2  # letters of a word before names are offered for it

_LAST = re.compile(r'(?:^|(?<=[\s(]))(?P<minus>-*)(?:(?P<operator>[A-Za-z]+):)?(?P<quote>"?)(?P<value>[^\s"]*)$')
_VALUES = {"is": STATES, "has": THINGS, "in": ("notes",), "last": ("7d", "30d", "12m"), "lang": ()}
_KINDS = {"actor": "actor", "speaker": "actor", "topic": "topic", "marking": "marking", "shelf": "shelf"}


class Completion(NamedTuple):
    """One way to go on: the whole query then, what is offered, and how many cards have it (None for an operator)."""

    text: str
    label: str
    cards: int | None = None


def completions(text: str, search: Search, language: str) -> list[Completion]:
    """What the last word of `text` may become, at most MOST."""
    last = _LAST.search(text)
    if last is None or not (last["value"] or last["operator"]):
        return []
    begin = text[: last.start()] + last["minus"]
    operator = (last["operator"] or "").lower()
    if operator:
        return _values(begin, operator, last["value"], search, language)[:MOST]
    offered = [Completion(f"{begin}{name}:", f"{name}: {_meaning(name)}") for name in _operators(last["value"])]
    if len(last["value"]) >= SHORTEST:
        for kind in ("actor", "topic"):
            offered += _named(begin, kind, kind, search, last["value"])
        offered += _countries(begin, search, last["value"], language)
    return offered[:MOST]


def _operators(value: str) -> list[str]:
    return [name for name in OPERATORS if value and name.startswith(value.lower()) and value.lower() != name]


def _values(begin: str, operator: str, value: str, search: Search, language: str) -> list[Completion]:
    if operator in _KINDS:
        return _named(begin, operator, _KINDS[operator], search, value)
    if operator == "country":
        return _countries(begin, search, value, language)
    if operator == "lang":
        known = search.known("language", value.lower())
        return [Completion(f"{begin}lang:{count.label} ", f"lang:{count.label}", count.cards) for count in known]
    fitting = [word for word in _VALUES.get(operator, ()) if word.startswith(value.lower()) and word != value.lower()]
    return [Completion(f"{begin}{operator}:{word} ", f"{operator}:{word}") for word in fitting]


def _named(begin: str, operator: str, kind: str, search: Search, value: str) -> list[Completion]:
    folded = value.lower() if kind == "shelf" else " ".join(words(value))
    found = search.known(kind, folded, 4 if begin or operator not in _KINDS else MOST)
    if operator == "speaker":  # of all actors those alone that are quoted, with how often
        quoted = [one._replace(cards=search.count(Term(tuple(words(one.label)), field="speaker"))) for one in found]
        found = [one for one in quoted if one.cards]
    return [Completion(f"{begin}{operator}:{_quoted(one)} ", f"{operator}: {one.label}", one.cards) for one in found]


def _countries(begin: str, search: Search, value: str, language: str) -> list[Completion]:
    counts = {one.label: one.cards for one in search.known("country", "", most=300)}
    codes = country_codes(value, language, begun=True) if value else list(counts)
    codes = [code for code in codes if code in counts]
    return [
        Completion(f"{begin}country:{code} ", f"country: {country_name(code, language)}", counts[code])
        for code in sorted(codes, key=lambda code: -counts[code])[:MOST]
    ]


def _quoted(count: Count) -> str:
    label = count.label.replace('"', " ")
    return label if label.isalnum() else f'"{label}"'


def _meaning(operator: str) -> str:
    return {
        "title": _("in the title"),
        "actor": _("an actor’s name or office"),
        "speaker": _("who is quoted"),
        "quote": _("in a quote"),
        "text": _("in the text"),
        "source": _("among the sources"),
        "place": _("where it was"),
        "topic": _("the topic"),
        "marking": _("the marking"),
        "country": _("a country’s name or code"),
        "lang": _("the language"),
        "id": _("the card’s id"),
        "shelf": _("the folder"),
        "date": _("a year, month or day"),
        "after": _("later than"),
        "before": _("earlier than"),
        "last": _("the last days, weeks, months"),
        "is": _("unread, updated, starred, queued, broken, stale"),
        "has": _("note, quotes, timeline"),
        "in": _("your notes"),
    }[operator]
