"""The window's language: gettext for code, templates and window; dates and countries in words; text direction."""

from __future__ import annotations

import gettext as _gettext
import os
from pathlib import Path

DOMAIN = "briefing_app"

RIGHT_TO_LEFT_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Rohg", "Adlm", "Mand", "Samr"})
# The script that CLDR (likely subtags) gives these languages where the tag does not say one.
RIGHT_TO_LEFT_LANGUAGES = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi", "iw", "prs"}
)


def configure(locales: Path) -> None:
    """Look for translations in `locales` (gettext's LANG/LC_MESSAGES/briefing_app.mo) from now on."""
    _gettext.bindtextdomain(DOMAIN, str(locales))


def _(text: str) -> str:
    """`text` in the window's language."""
    return _gettext.dgettext(DOMAIN, text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a sentence that fits `count`, in the window's language."""
    return _gettext.dngettext(DOMAIN, one, many, count)


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
    """"rtl" or "ltr" for a BCP 47 tag: by its script where the tag names one, else by its language."""
    subtags = language.split("-")
    script = next((s.title() for s in subtags[1:] if len(s) == 4 and s.isalpha()), None)
    if script is not None:
        return "rtl" if script in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if subtags[0].lower() in RIGHT_TO_LEFT_LANGUAGES else "ltr"
