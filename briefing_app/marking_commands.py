"""What the command line says and asks about markings: the schemes, and the marking of a file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing_app.console import plain, print_json, say
from briefing_app.errors import LoweredError, MarkingError, UsageError
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.cards.markings import Banner
    from briefing_app.cards.schemes import Scheme
    from briefing_app.workspace import Workspace


def add_marking_options(parser: argparse.ArgumentParser) -> None:
    """Let a command that writes cards take the marking of the whole file."""
    parser.add_argument(
        "--marking", metavar="TEXT", help=_("marking in the head and foot of every page; default: the cards’ highest")
    )
    parser.add_argument(
        "--lowering-reason", default="", metavar="TEXT", help=_("why --marking is lower than a card’s; not printed")
    )


def wanted_banner(arguments: argparse.Namespace) -> Banner:
    """The marking that was asked for, "" for none, and the reason that was typed.

    Raises:
        UsageError: the marking is blank.
    """
    from briefing_app.cards.markings import Banner

    if arguments.marking is not None and not arguments.marking.strip():
        raise UsageError(_("--marking needs a text; leave it out for the highest marking of the cards."))
    return Banner(arguments.marking or "", arguments.lowering_reason)


@contextmanager
def naming_options() -> Iterator[None]:
    """Where the marking keeps a file from being made, say with which option it is chosen, or why it is lower."""
    try:
        yield
    except LoweredError as error:
        hint = _("Give the reason with --lowering-reason TEXT; it is not printed.")
        raise LoweredError(error.sentence, hint) from error
    except MarkingError as error:
        raise MarkingError(error.sentence, _("Choose the marking of the whole file with --marking TEXT.")) from error


def say_lowered(banner: Banner) -> None:
    """Tell that a file bears a lower marking than its cards, and why."""
    if banner.reason:
        sentence = _("Marked “{marking}”, lower than a card’s marking or not comparable; reason: {reason}")
        say(plain(sentence.format(marking=banner.marking, reason=banner.reason)))


def list_markings(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print the schemes with their levels, lowest first, and where they come from; 1 where a file cannot be used."""
    markings = workspace.markings
    if arguments.json:
        print_json([_shape(path, scheme) for path, scheme in markings.schemes.items()])
    else:
        print("\n\n".join(_in_words(path, scheme) for path, scheme in markings.schemes.items()))
    for problem in markings.problems:
        say(plain(str(problem)))
    return 1 if any(problem.level == "error" for problem in markings.problems) else 0


def _shape(path: Path, scheme: Scheme) -> dict[str, Any]:
    import msgspec

    fields: dict[str, Any] = msgspec.to_builtins(scheme)
    return {"file": str(path), **fields}


def _in_words(path: Path, scheme: Scheme) -> str:
    lines = [f"{plain(scheme.name)}  [{plain(str(path))}]"]
    for level in scheme.levels:
        forms = " · ".join((level.marking, *level.forms))
        colours = f"  {level.ink} / {level.ground}" if level.ink else ""
        lines.append(f"  {plain(forms)}{colours}")
    for source in scheme.sources:
        parts = (source.title, source.publisher, source.date, source.url)
        lines.append("    " + plain(" · ".join(filter(None, parts))))
    return "\n".join(lines)
