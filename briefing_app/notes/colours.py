"""The colours of highlights and who may see a note: what the files and the commands call them, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from briefing_app.i18n import _

COLOURS = ("agree", "question", "raise", "check")
AUDIENCES = ("me", "delegation", "release")


def colour_names(own: Sequence[str] = ()) -> dict[str, str]:
    """What the colours mean to the reader, by their order in `own`, as far as they have named them."""
    words = (_("Agree"), _("Question"), _("To raise"), _("To check"))
    named = [" ".join(name.split()) for name in own]
    return {
        colour: (named[place] if place < len(named) else "") or words[place] for place, colour in enumerate(COLOURS)
    }


def audience_names() -> dict[str, str]:
    """Who may see a note, in words."""
    return {"me": _("Only me"), "delegation": _("Delegation"), "release": _("Release")}


def state_names() -> dict[str, str]:
    """What is said of a mark that does not stand where it was set."""
    return {"moved": _("moved"), "changed": _("text changed"), "lost": _("lost its place")}
