"""The rules that a card must keep beyond its fields' types: dates, references, and what an editor would be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

from briefing_app.cards.card import Card
from briefing_app.cards.conversion import Lines
from briefing_app.cards.invisibles import invisible_characters, named
from briefing_app.cards.limits import Excess, excesses
from briefing_app.cards.problems import ProblemList
from briefing_app.edtf import EdtfError, parse_edtf
from briefing_app.i18n import _, is_country

BodyLine = Callable[[int], int]  # offset in the body -> line of the file

BOTTOM_LINE_SENTENCES = 3

_ID = re.compile(r"[A-Za-z0-9._-]{1,120}")
_EVENT_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ID_LIKE = re.compile(r"[a-z0-9][a-z0-9._-]*")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_CITATION = re.compile(r"\[\^([^\]\s]{1,120})\](?!:)")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,120})\]:", re.MULTILINE)
_SENTENCE_END = re.compile(
    r"(?:(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bNo)[.!?…؟]|[。！？])[”\"')»]*(?:\s+|$)"
)


def check_card(card: Card, lines: Lines, body_line: BodyLine, problems: ProblemList) -> None:
    """Add every broken rule of `card` to `problems`; `lines` knows where each value stands."""
    _check_identity(card, lines, problems)
    _check_dates(card, lines, problems)
    _check_countries(card, lines, problems)
    _check_ids_and_references(card, lines, problems)
    _check_prose_limits(card, lines, body_line, problems)
    _check_editorial(card, lines, problems)
    _check_sources_used(card, lines, problems)
    _check_invisibles(card, lines, body_line, problems)


def _check_identity(card: Card, lines: Lines, problems: ProblemList) -> None:
    if not _ID.fullmatch(card.id):
        message = _("The id “{id}” may hold ASCII letters, digits, “-”, “.” and “_” only, 1 to 120 of them.")
        if "id" not in lines:
            message += " " + _("It comes from the file's name; rename the file or give the card an id.")
        problems.error(lines.get("id", 1), "bad-id", message.format(id=card.id[:130]))
    if not _LANGUAGE.fullmatch(card.language):
        message = _("The language “{tag}” must be a BCP 47 tag such as en, fr or zh-Hans.")
        problems.error(lines["language"], "bad-language", message.format(tag=card.language[:80]))


def _check_dates(card: Card, lines: Lines, problems: ProblemList) -> None:
    for name, day in (("date", card.date), ("as_at", card.as_at)):
        if day is not None and _check_edtf(day, name, lines, problems) and not _is_event_date(day):
            message = _("“{where}” is “{date}”; it must be YYYY, YYYY-MM or YYYY-MM-DD.")
            problems.error(lines[name], "bad-date", message.format(where=name, date=day[:80]))
    dated: list[tuple[str, str | None]] = []
    dated += [(f"timeline[{n}].date", entry.date) for n, entry in enumerate(card.timeline)]
    dated += [(f"quotes[{n}].date", quote.date) for n, quote in enumerate(card.quotes)]
    dated += [(f"sources[{n}].date", source.date) for n, source in enumerate(card.sources)]
    for where, written in dated:
        if written:
            _check_edtf(written, where, lines, problems)


def _is_event_date(day: str) -> bool:
    """Whether a sound EDTF date is also a plain year, month or day."""
    return _EVENT_DATE.fullmatch(day) is not None and not (len(day) == 7 and int(day[5:]) > 12)


def _check_edtf(written: str, where: str, lines: Lines, problems: ProblemList) -> bool:
    try:
        parse_edtf(written)
    except EdtfError as error:
        if error.reason == "impossible":
            message = _("“{where}” is “{date}”, a date that does not exist.")
        elif error.reason == "reversed":
            message = _("“{where}” is “{date}”, which ends before it begins.")
        elif where in ("date", "as_at"):
            message = _("“{where}” is “{date}”; it must be YYYY, YYYY-MM or YYYY-MM-DD.")
        else:
            message = _(
                "“{where}” is “{date}”; write it as 2020-09-27, 2023-09, 2025, 199X, 2020-23, 1988/1994 or 1920~."
            )
        code = "impossible-date" if error.reason != "form" else "bad-date"
        problems.error(lines[where], code, message.format(where=where, date=written[:80]))
        return False
    return True


def _check_countries(card: Card, lines: Lines, problems: ProblemList) -> None:
    written = [(f"countries[{n}]", code) for n, code in enumerate(card.countries) if code]
    written += [(f"actors[{n}].country", actor.country) for n, actor in enumerate(card.actors) if actor.country]
    for where, code in written:
        if not _COUNTRY.fullmatch(code):
            message = _("“{where}” is “{code}”; it must be a two-letter ISO 3166-1 code in capitals, such as AM.")
            problems.error(lines[where], "bad-country", message.format(where=where, code=code[:80]))
        elif not is_country(code):
            message = _("“{where}” is “{code}”, which no country has as its code; it is shown as it stands.")
            problems.warn(lines[where], "unknown-country", message.format(where=where, code=code))


def _check_ids_and_references(card: Card, lines: Lines, problems: ProblemList) -> None:
    actors = _unique_ids(((f"actors[{n}].id", actor.id) for n, actor in enumerate(card.actors)), lines, problems)
    sources = _unique_ids(((f"sources[{n}].id", source.id) for n, source in enumerate(card.sources)), lines, problems)
    names = {actor.name for actor in card.actors}
    for number, quote in enumerate(card.quotes):
        if quote.source is not None and quote.source not in sources:
            message = _("This quote's source is “{id}”, but no source of the card has that id.")
            problems.error(lines[f"quotes[{number}].source"], "unknown-source", message.format(id=quote.source[:80]))
        speaker = quote.speaker
        if speaker not in actors and speaker not in names and _ID_LIKE.fullmatch(speaker):
            message = _("This quote's speaker is “{id}”, but no actor of the card has that id.")
            problems.error(lines[f"quotes[{number}].speaker"], "unknown-speaker", message.format(id=speaker[:80]))


def _unique_ids(written: Iterator[tuple[str, str | None]], lines: Lines, problems: ProblemList) -> set[str]:
    seen: dict[str, str] = {}
    for where, id_ in written:
        if id_ is None:
            continue
        if not _ID.fullmatch(id_):
            message = _("“{where}” is “{id}”; an id may hold ASCII letters, digits, “-”, “.” and “_” only.")
            problems.error(lines[where], "bad-id", message.format(where=where, id=id_[:80]))
        if id_.lower() in seen:
            message = _("“{where}” is “{id}”, which an earlier one has already.").format(where=where, id=id_[:80])
            problems.error(lines[where], "repeated-id", message)
        seen[id_.lower()] = id_
    return set(seen.values())


def _check_prose_limits(card: Card, lines: Lines, body_line: BodyLine, problems: ProblemList) -> None:
    """Hold each text to the limits, then all of them together: one page has to draw them."""
    found = [(body_line(excess.offset), excess) for excess in excesses(card.body)]
    for number, actor in enumerate(card.actors):
        found += [(lines[f"actors[{number}].bio"], excess) for excess in excesses(actor.bio or "")]
    biographies = [actor.bio for actor in card.actors if actor.bio]
    if biographies and not found:
        together = _("Text and biographies together: {sentence}")
        for _offset, code, sentence in excesses("\n\n".join([card.body, *biographies])):
            found.append((1, Excess(0, code, together.format(sentence=sentence))))
    for line, excess in found:
        problems.error(line, excess.code, excess.sentence)


def _check_editorial(card: Card, lines: Lines, problems: ProblemList) -> None:
    if card.marking is None:
        problems.warn(1, "no-marking", _("The card has no marking; it is shown as “no marking stated”."))
    if card.bottom_line is None:
        problems.warn(1, "no-bottom-line", _("The card has no bottom line: what to know if one reads nothing else."))
    elif (count := len(_SENTENCE_END.findall(card.bottom_line))) > BOTTOM_LINE_SENTENCES:
        message = _("The bottom line has {count} sentences; three are the most that is read at a glance.")
        problems.warn(lines["bottom_line"], "long-bottom-line", message.format(count=count))
    for number, quote in enumerate(card.quotes):
        if quote.kind != "verbatim":
            continue
        where = lines[f"quotes[{number}]"]
        if quote.date is None:
            problems.warn(where, "quote-without-date", _("This verbatim quote has no date."))
        if quote.source is None:
            problems.warn(where, "quote-without-source", _("This verbatim quote has no source."))


def _check_sources_used(card: Card, lines: Lines, problems: ProblemList) -> None:
    texts = [card.body, *(actor.bio or "" for actor in card.actors)]
    used = {quote.source for quote in card.quotes}
    for text in texts:
        used |= set(_CITATION.findall(text)) - set(_FOOTNOTE.findall(text))
    for number, source in enumerate(card.sources):
        if source.id is None:
            message = _("Nothing can refer to this source: it has no id.")
        elif source.id not in used:
            message = _("Nothing refers to the source “{id}”; cite it in a quote, or in the text as [^{id}].")
            message = message.format(id=source.id)
        else:
            continue
        problems.warn(lines[f"sources[{number}]"], "unused-source", message)


def _check_invisibles(card: Card, lines: Lines, body_line: BodyLine, problems: ProblemList) -> None:
    found: set[tuple[int, str]] = set()
    for where, line in lines.items():
        for _offset, character in invisible_characters(_text_at(card, where)):
            found.add((line, character))
    body = card.body
    for offset, character in invisible_characters(body):
        found.add((body_line(offset), character))
    for match in _ENTITY.finditer(body):
        for _offset, character in invisible_characters(unescape(match[0])):
            found.add((body_line(match.start()), character))
    for line, character in sorted(found):
        message = _("The text holds {code}, a character that is not seen but can change how the words around it look.")
        problems.warn(line, "invisible-character", message.format(code=named(character)))


def _text_at(card: Card, where: str) -> str:
    """The text of the value at a path such as "title", "topics[1]" or "quotes[2].text"; "" for a list or a record."""
    name, _bracket, rest = where.partition("[")
    value = getattr(card, name, None)
    if rest:
        number, _bracket, field = rest.partition("]")
        field, _bracket, inner = field.removeprefix(".").partition("[")
        value = value[int(number)] if isinstance(value, tuple) and int(number) < len(value) else None
        value = getattr(value, field, None) if field else value
        value = value[int(inner[:-1])] if inner and isinstance(value, tuple) and int(inner[:-1]) < len(value) else value
    return value if isinstance(value, str) else ""
