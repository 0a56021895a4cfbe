"""The command that writes cards to a file: which of them, as what, with whose notes."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefing_app.console import print_json, say
from briefing_app.errors import UsageError
from briefing_app.i18n import _
from briefing_app.making import Making, Stage
from briefing_app.marking_commands import add_marking_options, naming_options, say_lowered, wanted_banner

if TYPE_CHECKING:
    from briefing_app.card_export import Exported
    from briefing_app.paper.edition import Cover
    from briefing_app.workspace import Workspace

# As `paper.formats.FORMATS` and `outgoing` have them, which the parser of every command need not import.
FORMATS = ("card", "one-pager", "reading", "pocket", "pocket-sheet", "book")
NOTES = ("none", "release", "delegation", "all")
HIGHLIGHTS = ("none", "side", "end")


def add_export_command(add: Callable[..., argparse.ArgumentParser], refresh: Callable[[Workspace], None]) -> None:
    """Add `export` to the parsers of commands; `refresh` brings the index up to date."""

    def run(arguments: argparse.Namespace, workspace: Workspace) -> int:
        refresh(workspace)
        return export(arguments, workspace)

    parser = add("export", run, _("write cards to a file: .pdf, .docx, .txt or .md"))
    parser.add_argument("ids", nargs="+", metavar="ID")
    parser.add_argument("--output", "-o", type=Path, required=True, metavar="FILE")
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0], help=_("default: card"))
    noted = parser.add_mutually_exclusive_group()
    noted.add_argument("--notes", choices=NOTES, default=NOTES[0], help=_("those that go out; default: none"))
    noted.add_argument("--with-notes", dest="notes", action="store_const", const="all", help=_("the same as all"))
    add_highlight_options(parser)
    parser.add_argument("--paper", choices=("a4", "letter"), default="", help=_("default: by the locale"))
    add_cover_options(parser)
    annex_help = _("a card behind the others; repeatable")
    parser.add_argument("--annex", dest="annexes", action="append", default=[], metavar="ID", help=annex_help)
    parser.add_argument("--watermark", default="", metavar="TEXT", help=_("across each page, such as a reader’s name"))
    add_marking_options(parser)
    add_clock_option(parser)


def add_clock_option(parser: argparse.ArgumentParser) -> None:
    """Let a command that writes a file take the time for it."""
    parser.add_argument(
        "--clock", type=_moment, metavar="ISO-TIME", help=_("the time to print and to keep in the file")
    )


def add_highlight_options(parser: argparse.ArgumentParser) -> None:
    """Let a command that writes cards say what goes out beside the notes."""
    drawn_help = _("those that go out with the notes: comments at the side or at the end of the card; default: end")
    parser.add_argument("--highlights", choices=HIGHLIGHTS, default=HIGHLIGHTS[-1], help=drawn_help)
    journal_help = _("pages of the journal that go out as the notes do: YYYY-MM-DD, several with commas, or all")
    parser.add_argument("--journal", type=_days, default=(), metavar="DAYS", help=journal_help)


def add_cover_options(parser: argparse.ArgumentParser) -> None:
    """Let a command that makes a book take the texts of its cover."""
    group = parser.add_argument_group(_("cover of a book"))
    group.add_argument("--title", default="", metavar="TEXT")
    group.add_argument("--occasion", default="", metavar="TEXT")
    group.add_argument("--day", default="", metavar="DATE", help=_("of the occasion: YYYY-MM-DD, or words"))
    group.add_argument("--for", dest="prepared_for", default="", metavar="TEXT", help=_("for whom it is prepared"))
    group.add_argument("--by", dest="prepared_by", default="", metavar="TEXT", help=_("who prepared it"))
    group.add_argument("--copy", default="", metavar="TEXT", help=_("number of the copy, such as “3 of 12”"))


def wanted_cover(arguments: argparse.Namespace) -> Cover:
    """The texts of the cover that were asked for."""
    from briefing_app.paper.edition import Cover

    return Cover(*(getattr(arguments, name) for name in Cover._fields))


def export(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Write cards to one file; prints what was written."""
    from briefing_app.card_export import Wish
    from briefing_app.card_export import export as write

    banner = wanted_banner(arguments)
    cover = wanted_cover(arguments)
    if arguments.format != "book" and (any(cover) or arguments.annexes):
        raise UsageError(_("A cover and annexes are a book’s alone: add --format book."))
    wish = Wish(
        arguments.notes,
        arguments.format,
        arguments.paper,
        arguments.clock,
        banner,
        cover,
        arguments.watermark,
        tuple(arguments.annexes),
        arguments.highlights,
        arguments.journal,
    )
    ids = list(dict.fromkeys([*arguments.ids, *arguments.annexes]))
    with naming_options():
        written = write(workspace, ids, arguments.output, wish, making_of(len(ids)))
    return tell_written(arguments, workspace, written)


def tell_written(arguments: argparse.Namespace, workspace: Workspace, written: Exported) -> int:
    """Print what was written, and what of the reader's own went out with it."""
    from briefing_app.cards.markings import Banner
    from briefing_app.outgoing import in_words

    say_lowered(Banner(written.marking or "", written.lowering_reason))
    if written.marking and not workspace.markings.readings(written.marking):
        say(workspace.markings.unknown(written.marking))
    if arguments.json:
        print_json(_shape(written))
        return 0
    say(_("Written: {path}").format(path=arguments.output))
    if any(written.tally):
        say(in_words(written.tally))
    return 0


def _shape(written: Exported) -> dict[str, object]:
    """What other programs are told of a file."""
    told = written.tally
    shape = {name: value for name, value in written._asdict().items() if name not in ("lowering_reason", "tally")}
    return {**shape, "highlights_included": told.highlights, "journal_included": told.pages}


def _days(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace(",", " ").split() if part)


def making_of(cards: int) -> Making:
    """The making of a file of so many cards, which says how far it is: how many are read once a second, all else at
    once; nothing of one card."""
    said = time.monotonic()

    def tell(stage: Stage) -> None:
        nonlocal said
        if cards > 1 and (not stage.total or time.monotonic() - said >= 1):
            said = time.monotonic()
            say(stage.words)

    return Making(tell)


def _moment(text: str) -> datetime:
    """A time as ISO 8601 has it, UTC where it names no zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("“{text}” is no time such as 2026-03-14T09:30:00Z").format(text=text)
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
