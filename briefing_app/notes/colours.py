"""The colours of highlights and who may see a note: what the files and the commands call them, and what they mean."""

from __future__ import annotations

from briefing_app.i18n import _

COLOURS = ("agree", "question", "raise", "check")
AUDIENCES = ("me", "delegation", "release")


def colour_names() -> dict[str, str]:
    """What the colours mean to the reader."""
    return {"agree": _("Agree"), "question": _("Question"), "raise": _("To raise"), "check": _("To check")}


def audience_names() -> dict[str, str]:
    """Who may see a note, in words."""
    return {"me": _("Only me"), "delegation": _("Delegation"), "release": _("Release")}


def state_names() -> dict[str, str]:
    """What is said of a mark that does not stand where it was set."""
    return {"moved": _("moved"), "changed": _("text changed"), "lost": _("lost its place")}
