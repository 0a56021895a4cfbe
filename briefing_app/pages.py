"""What the pages beside the card say: questions to cards and to the reader's state -> records for the screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from briefing_app.i18n import _, country_name, date_in_words
from briefing_app.screen.pages import (
    PARTS,
    CardLine,
    Choice,
    FileProblems,
    Home,
    HomeCard,
    HomeSection,
    Office,
    PersonPage,
    Said,
    link,
)

if TYPE_CHECKING:
    from briefing_app.cards.problems import Problem
    from briefing_app.finder import Finder
    from briefing_app.library.index import Entry
    from briefing_app.library.persons import Person
    from briefing_app.library.search import Sort

CARDS_PER_SECTION = 6
BOTTOM_LINE = 160  # letters
MOST_FILTERS = 16

_SECTIONS: tuple[tuple[str, str, Sort], ...] = (
    ("tonight", "is:queued", "queue"),
    ("updated", "is:updated", "date"),
    ("new", "is:unread", "date"),
    ("starred", "is:starred", "date"),
    ("stale", "is:stale", "as_at"),
)


def home(finder: Finder, today: date) -> Home:
    """What there is to read.

    Raises:
        NotesUnreadableError: the reader's state cannot be read.
    """
    sections: list[HomeSection] = []
    for kind, text, sort in _SECTIONS:
        node = finder.parse(text).node
        entries = finder.entries(finder.search.first(node, CARDS_PER_SECTION, sort))
        if entries:
            cards = tuple(_home_card(finder, kind, entry) for entry in entries)
            sections.append(HomeSection(kind, cards, finder.search.count(node), text))
    return Home(today.isoformat(), finder.search.count(None), tuple(sections))


def _home_card(finder: Finder, kind: str, entry: Entry) -> HomeCard:
    line = " ".join((entry.bottom_line or "").split())
    if len(line) > BOTTOM_LINE:
        line = line[: line.rfind(" ", 0, BOTTOM_LINE)] + "…"
    reason = ""
    if kind == "updated":
        version = finder.version_read(entry.id)
        if version is not None and version != entry.version:
            reason = _("version {new}; you read version {old}").format(new=entry.version, old=version)
    elif kind == "stale" and entry.as_at:
        reason = _("as at {date}").format(date=date_in_words(entry.as_at, finder.language))
    return HomeCard(entry.id, entry.title, entry.date, entry.place, line, reason)


def person(finder: Finder, value: str) -> PersonPage | None:
    """The person that a link names: by name, the card with the link, what to narrow the quotes to; None for none."""
    name, card_id, wanted = (*value.split(PARTS), "", "")[:3]
    found = finder.persons(name)
    if not found:
        return None
    chosen = next((one for one in found if card_id in one.cards), found[0])
    entries = {entry.id: entry for entry in finder.entries_of(chosen.cards)}
    quotes = [_said(quote, entries) for quote in chosen.quotes]
    return PersonPage(
        name=chosen.name,
        names=tuple(one for one in chosen.names if one != chosen.name),
        countries=tuple(country_name(code, finder.language) for code in chosen.countries),
        offices=tuple(Office(role["role"], role["date"], role["card_id"]) for role in chosen.roles),
        quotes=tuple(one for one in quotes if _fits(one, wanted, entries)),
        all_quotes=len(quotes),
        filters=_filters(chosen, card_id, wanted, quotes, entries),
        cards=tuple(CardLine(one, entries[one].title, entries[one].date) for one in chosen.cards if one in entries),
        why=chosen.why,
        others=tuple(
            Choice(_unlike(one, finder.language), link("actor", one.name, one.cards[0]))
            for one in found
            if one != chosen
        ),
    )


def person_text(page: PersonPage) -> str:
    """Everything that a person is quoted as saying, as plain text to take along."""
    lines = [page.name, " · ".join(page.countries), "", *(f"{one.date}  {one.text}" for one in page.offices), ""]
    for one in page.quotes:
        facts = filter(None, (one.date, one.venue, one.kind, one.source, f"{one.card_title} [{one.card_id}]"))
        lines += [one.text if one.kind == "paraphrase" else f"“{one.text}”", "  " + " · ".join(facts), ""]
    return "\n".join(lines)


def problems(found: Iterable[Problem], entries: Iterable[Entry]) -> list[FileProblems]:
    """Every file with a problem; first those whose card cannot be shown or that claim another's id."""
    found = sorted(found, key=lambda one: (one.path, one.level != "error", one.line))
    shown = {entry.path: entry.id for entry in entries}
    files = [
        FileProblems(
            str(path),
            str(path.parent),
            shown.get(path, ""),
            tuple((one.line, one.level == "error", one.message) for one in group),
        )
        for path, group in groupby(found, key=lambda one: one.path)
    ]
    return sorted(files, key=lambda file: not any(is_error for _line, is_error, _message in file.problems))


def _said(quote: dict[str, str | None], entries: dict[str, Entry]) -> Said:
    card_id = quote["card_id"] or ""
    title = entries[card_id].title if card_id in entries else card_id
    kind = quote["kind"] or "verbatim"
    return Said(quote["text"] or "", kind, quote["date"], quote["venue"], quote["source"], card_id, title)


def _fits(said: Said, wanted: str, entries: dict[str, Entry]) -> bool:
    if not wanted:
        return True
    topics = entries[said.card_id].topics if said.card_id in entries else ()
    return wanted in topics or (said.date or "").startswith(wanted)


def _filters(
    chosen: Person, card_id: str, wanted: str, quotes: list[Said], entries: dict[str, Entry]
) -> tuple[Choice, ...]:
    years = sorted({one.date[:4] for one in quotes if one.date}, reverse=True)
    topics = sorted({topic for one in quotes if one.card_id in entries for topic in entries[one.card_id].topics})
    values = ["", *years, *topics][:MOST_FILTERS]
    return tuple(
        Choice(value or _("all"), link("actor", chosen.name, card_id or chosen.cards[0], value), value == wanted)
        for value in values
    )


def _unlike(one: Person, language: str) -> str:
    """A person's name with what tells them from a namesake."""
    countries = ", ".join(country_name(code, language) for code in one.countries)
    role = one.roles[-1]["role"] if one.roles else ""
    return " · ".join(filter(None, (one.name, role, countries)))
