"""What the reading pane says when there is no card to read: what it means, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from briefing_app.i18n import _


def state_text(state: str, facts: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The title and the sentences of a state.

    Raises:
        KeyError: there is no such state, or it needs a fact that is not given.
    """
    texts = {
        "empty-library": (
            _("No cards yet"),
            _("Briefing cards are text files. Bring yours in with File, Import cards, or put them in this folder:"),
            "{folder}",
        ),
        "no-card": (
            _("Choose a card"),
            _("The list beside this page holds every card, newest first."),
            _("Type above it to narrow it; the arrow keys move through it."),
        ),
        "folder-denied": (
            _("A folder cannot be read"),
            _("The system does not let the app open this folder:"),
            "{folder}",
            _("Allow reading for your account, or start without the folder. Cards from elsewhere stay in the list."),
        ),
        "card-gone": (
            _("This card is no longer there"),
            _("The file of the card “{card}” was moved or removed after the list was read."),
            _("A note on it is kept, under Notes without a card. If the card comes back, so does its note."),
        ),
        "loading": (_("Reading the cards"), _("This takes a moment the first time.")),
    }
    title, *sentences = texts[state]
    return title, tuple(sentence.format_map(facts) for sentence in sentences)
