"""The window's language: gettext for code, templates and window; dates and countries in words; text direction."""

from __future__ import annotations

import gettext as _gettext
import os
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

    from briefing_app.edtf import Moment

DOMAIN = "briefing_app"

RIGHT_TO_LEFT_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Rohg", "Adlm", "Mand", "Samr"})
# The script that CLDR (likely subtags) gives these languages where the tag does not say one.
RIGHT_TO_LEFT_LANGUAGES = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi", "iw", "prs"}
)

# What CLDR lists beside countries: "unknown region", outlying Oceania, the euro area and its two test locales.
NOT_COUNTRIES = frozenset({"ZZ", "QO", "EZ", "XA", "XB"})


def configure(locales: Path) -> None:
    """Look for translations in `locales` (gettext's LANG/LC_MESSAGES/briefing_app.mo) from now on."""
    _gettext.bindtextdomain(DOMAIN, str(locales))
    _catalogue.cache_clear()


def _(text: str) -> str:
    """`text` in the window's language."""
    return _catalogue().gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a sentence that fits `count`, in the window's language."""
    return _catalogue().ngettext(one, many, count)


@cache
def _catalogue() -> _gettext.NullTranslations:
    """The translations, looked for once: gettext's own short forms ask the disk at every sentence."""
    return _gettext.translation(DOMAIN, _gettext.bindtextdomain(DOMAIN), fallback=True)


def window_language(locales: Path) -> str:
    """The BCP 47 tag of the window: the reader's first language that has a catalogue in `locales`, else "en"."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for name in filter(None, os.environ.get(variable, "").split(":")):
            code = name.split(".")[0].split("@")[0]
            for candidate in (code, code.split("_")[0]):
                if candidate and (locales / candidate / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file():
                    return candidate.replace("_", "-")
    return "en"


def direction(language: str) -> str:
    """ "rtl" or "ltr" for a BCP 47 tag: by its script where the tag names one, else by its language."""
    subtags = language.split("-")
    script = next((s.title() for s in subtags[1:] if len(s) == 4 and s.isalpha()), None)
    if script is not None:
        return "rtl" if script in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if subtags[0].lower() in RIGHT_TO_LEFT_LANGUAGES else "ltr"


def country_name(code: str, language: str = "en") -> str:
    """The name of an ISO 3166-1 alpha-2 country in `language` (CLDR); the code itself where CLDR has none."""
    return str(_locale(language).territories.get(code, code))


def is_country(code: str) -> bool:
    """Whether CLDR knows a territory by this two-letter code."""
    return len(code) == 2 and code not in NOT_COUNTRIES and code in _locale("en").territories


# What people say and CLDR does not: in the form of `_comparable`.
_ALSO_CALLED = {
    "usa": "US", "america": "US", "uk": "GB", "britain": "GB", "great britain": "GB", "turkey": "TR", "uae": "AE",
    "drc": "CD", "burma": "MM", "ivory coast": "CI", "czech republic": "CZ", "macedonia": "MK", "swaziland": "SZ",
    "cape verde": "CV", "east timor": "TL", "holy see": "VA", "palestine": "PS", "bosnia": "BA", "hong kong": "HK",
    "macau": "MO", "myanmar": "MM", "congo": "CG CD", "korea": "KR KP", "dprk": "KP", "prc": "CN",
}  # fmt: skip


def country_codes(name: str, language: str = "en", *, begun: bool = False) -> list[str]:
    """The ISO 3166-1 alpha-2 codes that a code or a name in English or `language` means; none where it means none.

    Args:
        begun: `name` may be the beginning of one.
    """
    if is_country(name.upper()) and not begun:
        return [name.upper()]
    wanted = _comparable(name)
    if not wanted:
        return []
    names = _country_names(language)
    if not begun:
        return list(dict.fromkeys(code for known, code in names if known == wanted))
    own = [name.upper()] if is_country(name.upper()) else []
    return list(dict.fromkeys([*own, *(code for known, code in names if known.startswith(wanted))]))


def language_name(tag: str, language: str = "en") -> str:
    """The name of a BCP 47 language in `language` (CLDR); the tag itself where CLDR has none."""
    return str(_locale(language).languages.get(tag.partition("-")[0].lower(), tag))


def language_code(name: str, language: str = "en") -> str:
    """The tag of a language that is named by its tag, or in English or `language`; "" for none."""
    wanted = _comparable(name)
    for known in ("en", language):
        for code, text in _locale(known).languages.items():
            if wanted and _comparable(text) == wanted:
                return str(code).replace("_", "-")
    return ""


@cache
def _country_names(language: str) -> list[tuple[str, str]]:
    known = [
        (_comparable(text), code)
        for tongue in dict.fromkeys((language, "en"))
        for code, text in _locale(tongue).territories.items()
        if is_country(code)
    ]
    return known + [(name, code) for name, codes in _ALSO_CALLED.items() for code in codes.split()]


def _comparable(name: str) -> str:
    """A name without case, accents and signs."""
    apart = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter if letter.isalnum() else " " for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.split())


def date_in_words(date: str, language: str = "en") -> str:
    """An EDTF level 1 date in words of `language`: "27 September 2020", "autumn 2020", "1990s", "1988 to 1994",
    "about 1920". A text that is no such date is given back as it is."""
    from briefing_app.edtf import EdtfError, Moment, parse_edtf

    try:
        parsed = parse_edtf(date)
    except EdtfError:
        return date
    if isinstance(parsed, Moment):
        return _moment_in_words(parsed, language)
    start = _moment_in_words(parsed.start, language) if isinstance(parsed.start, Moment) else ""
    end = _moment_in_words(parsed.end, language) if isinstance(parsed.end, Moment) else ""
    if start and end:
        return _("{start} to {end}").format(start=start, end=end)
    if start:
        return (_("since {start}") if parsed.end is None else _("from {start}, end not known")).format(start=start)
    return (_("until {end}") if parsed.start is None else _("to {end}, beginning not known")).format(end=end)


def _moment_in_words(moment: Moment, language: str) -> str:
    words = _precise_words(moment, language)
    doubt = {
        "?": _("{date} (uncertain)"),
        "~": _("about {date}"),
        "%": _("about {date} (uncertain)"),
    }.get(moment.qualifier)
    return doubt.format(date=words) if doubt else words


def _precise_words(moment: Moment, language: str) -> str:
    year = str(moment.year) if moment.year > 0 else _("{year} BC").format(year=1 - moment.year)
    if moment.unknown_digits == 1:
        return _("{year}s").format(year=year)
    if moment.unknown_digits == 2:
        return _("between {first} and {last}").format(first=year, last=moment.year + 99)
    if moment.month is None:
        return year
    if moment.month == 0:
        unknown = _("{year}, month not known") if moment.day is None else _("{year}, day and month not known")
        return unknown.format(year=year)
    if moment.month > 12:
        season = {21: _("spring {year}"), 22: _("summer {year}"), 23: _("autumn {year}"), 24: _("winter {year}")}
        return season[moment.month].format(year=year)
    words = _calendar_words(moment, year, language)
    if moment.day == 0:
        words = _("{date}, day not known").format(date=words)
    return _("{date}, {time}").format(date=words, time=moment.time) if moment.time else words


def _calendar_words(moment: Moment, year: str, language: str) -> str:
    import datetime

    from babel.dates import format_date, format_skeleton, get_month_names

    locale = _locale(language)
    month = moment.month or 1
    if not 1 <= moment.year <= 9999:
        name = get_month_names("wide", locale=locale)[month]
        return " ".join(filter(None, (str(moment.day or ""), name, year)))
    day = datetime.date(moment.year, month, moment.day or 1)
    if moment.day:
        return str(format_date(day, "long", locale=locale))
    return str(format_skeleton("yMMMM", day, locale=locale))


@cache
def _locale(language: str) -> Locale:
    """Babel's locale for a BCP 47 tag; plain "en" is read as British English, whose dates leave no doubt."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse("en-GB" if language == "en" else language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en-GB", sep="-")


# CLDR's paperSize: where US Letter is the common sheet.
LETTER_TERRITORIES = frozenset("BZ CA CL CO CR GT MX NI PA PH PR SV US VE".split())


def default_paper() -> str:
    """ "letter" or "a4", by the territory of the reader's locale."""
    for variable in ("LC_ALL", "LC_PAPER", "LANG"):
        name = os.environ.get(variable, "")
        if name:
            territory = name.split(".")[0].split("@")[0].partition("_")[2]
            return "letter" if territory in LETTER_TERRITORIES else "a4"
    return "a4"
