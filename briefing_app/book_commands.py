"""The commands about named books: what is in one, in which order, what changed in it, and the book as a file."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing_app.console import plain, print_json, say
from briefing_app.errors import UsageError
from briefing_app.export_command import (
    NOTES,
    add_clock_option,
    add_cover_options,
    add_highlight_options,
    making_of,
    tell_written,
)
from briefing_app.i18n import _, ngettext
from briefing_app.marking_commands import add_marking_options, naming_options, wanted_banner

if TYPE_CHECKING:
    from briefing_app.books.book import Book
    from briefing_app.books.changes import Standing
    from briefing_app.card_export import Wish
    from briefing_app.workspace import Workspace

Command = Callable[[argparse.Namespace, "Workspace"], int]
Refresh = Callable[["Workspace"], None]

# As `paper.edition.Cover` has them, which the parser of every command need not import.
COVER_LINES = ("title", "occasion", "day", "prepared_for", "prepared_by", "copy")
CHOICES = ("notes", "highlights", "journal", "paper", "watermark")


def add_book_commands(commands: Any, refresh: Refresh) -> None:
    """Add `book` and all that it can do to the parsers of commands; `refresh` brings the index up to date."""
    book = commands.add_parser("book", help=_("keep books of cards, and make them again"), allow_abbrev=False)
    actions = book.add_subparsers(title=_("commands"), metavar="ACTION", required=True)

    def add(name: str, command: Command, text: str, *named: str) -> argparse.ArgumentParser:
        def run(arguments: argparse.Namespace, workspace: Workspace) -> int:
            refresh(workspace)
            return command(arguments, workspace)

        parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text, allow_abbrev=False)
        parser.set_defaults(command=run)
        parser.add_argument("--json", action="store_true", help=_("print JSON"))
        for argument in named:
            parser.add_argument(argument, metavar=argument.upper())
        return parser

    add("list", list_books, _("list the books"))
    add("show", show, _("print what is in a book, and what changed since it was last made"), "name")
    _add_cover(add("new", create, _("begin a book"), "name"))
    setting = add("set", set_lines, _("change what the cover says, and how the book is made"), "name")
    _add_cover(setting)
    _add_choices(setting)
    setting.add_argument("--name", dest="new_name", metavar="NAME", help=_("give it another name"))
    adding = add("add", add_cards, _("put cards into a book"), "name")
    adding.add_argument("ids", nargs="+", metavar="ID")
    adding.add_argument("--annex", action="store_true", help=_("behind the others, as annexes"))
    adding.add_argument("--at", type=_place, metavar="N", help=_("the place of the first, from 1; default: the end"))
    add("remove", remove_cards, _("take cards out of a book"), "name").add_argument("ids", nargs="+", metavar="ID")
    moving = add("move", move_card, _("give a card of a book another place"), "name", "id")
    moving.add_argument("place", type=_place, metavar="N", help=_("from 1"))
    add("delete", delete, _("put a book into the trash"), "name")
    restoring = add("undelete", undelete, _("take a book out of the trash"))
    restoring.add_argument("file", type=Path, metavar="FILE", help=_("where “delete” said that it lies"))
    exporting = add(
        "export",
        export,
        _("write a book to a file; what is chosen here is kept in the book"),
        "name",
    )
    exporting.add_argument("--output", "-o", type=Path, required=True, metavar="FILE")
    _add_choices(exporting)
    add_marking_options(exporting)
    exporting.add_argument("--without-missing", action="store_true", help=_("leave out the cards that are missing"))
    add_clock_option(exporting)


def list_books(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print the books by name; 1 where a file of one cannot be read."""
    books, problems, _latest = workspace.books.all()
    if arguments.json:
        print_json([_outline(book) for book in books])
    else:
        for book in books:
            print(f"{plain(book.name)}  ({_counted(book)}; {_made_in_words(book)})")
        if not books:
            say(_("There is no book yet. Begin one with: briefing-app book new NAME"))
    for problem in problems:
        say(plain(problem.sentence))
    return 1 if problems else 0


def show(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Print a book's cards in order, and what changed since it was last made."""
    from briefing_app.book_export import in_library

    book = workspace.books.get(arguments.name)
    standing = in_library(workspace, book)
    if arguments.json:
        print_json(_shape(workspace, book, standing))
    else:
        _print_book(workspace, book, standing)
    return 0


def create(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Begin a book."""
    from briefing_app.books.book import new_book, with_cover

    made = workspace.books.create(with_cover(new_book(arguments.name), _cover_lines(arguments)))
    return _tell(arguments, made, _("The book “{name}” is begun. Put cards into it with: briefing-app book add"))


def set_lines(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Change a book's name, the lines of its cover and how it is made."""
    from msgspec.structs import replace

    from briefing_app.books.book import with_cover

    lines, wanted = _cover_lines(arguments), _chosen(arguments)
    if not lines and not wanted and arguments.new_name is None:
        raise UsageError(_("Say what to change, for instance with --title."))
    name = arguments.name
    if arguments.new_name is not None:
        name = workspace.books.rename(name, arguments.new_name).name
    edited = workspace.books.change(
        name, lambda book: replace(with_cover(book, lines), choices=replace(book.choices, **wanted))
    )
    return _tell(arguments, edited, _("The book “{name}” is changed."))


def add_cards(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Put cards into a book; those that it has already stay where they are."""
    from briefing_app.book_export import book_cards
    from briefing_app.books.book import with_cards

    known = workspace.books.get(arguments.name)
    cards = book_cards(workspace, arguments.ids, annex=arguments.annex)
    at = None if arguments.at is None else arguments.at - 1
    edited = workspace.books.change(arguments.name, lambda book: with_cards(book, cards, at))
    for card in cards:
        if known.has(card.id):
            say(_("The book “{name}” has “{id}” already.").format(name=plain(edited.name), id=card.id))
    return _tell(arguments, edited, _("The book “{name}” has {cards} now."))


def remove_cards(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Take cards out of a book."""
    from briefing_app.books.book import without_cards

    def edit(book: Book) -> Book:
        for card_id in arguments.ids:
            book.place_of(card_id)
        return without_cards(book, arguments.ids)

    return _tell(arguments, workspace.books.change(arguments.name, edit), _("The book “{name}” has {cards} now."))


def move_card(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Give a card another place, from 1; one beyond the end is the last."""
    from briefing_app.books.book import with_moved

    def edit(book: Book) -> Book:
        place = arguments.place - 1
        return with_moved(book, [arguments.id], place + (place > book.place_of(arguments.id)))

    return _tell(arguments, workspace.books.change(arguments.name, edit), _("The book “{name}” is in another order."))


def delete(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Put a book into the trash."""
    name = workspace.books.get(arguments.name).name
    place = workspace.books.delete(name)
    if arguments.json:
        print_json({"name": name, "trash": str(place)})
    say(_("The book “{name}” lies in the trash now: {path}").format(name=plain(name), path=place))
    return 0


def undelete(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Take a book out of the trash."""
    return _tell(arguments, workspace.books.put_back(arguments.file), _("The book “{name}” is back."))


def export(arguments: argparse.Namespace, workspace: Workspace) -> int:
    """Write a book to a file; prints what was written."""
    from briefing_app.book_export import export_book

    banner = wanted_banner(arguments)

    def choose(wish: Wish) -> Wish:
        asked = wish._replace(clock=arguments.clock, **_chosen(arguments))
        return asked._replace(banner=banner) if any(banner) else asked

    without = arguments.without_missing
    with naming_options():
        written = export_book(workspace, arguments.name, arguments.output, choose, making_of, without_missing=without)
    return tell_written(arguments, workspace, written)


# --- inside ----------------------------------------------------------------------------------------------------------


def _add_cover(parser: argparse.ArgumentParser) -> None:
    """Take the lines of the cover, None for those that are not given."""
    add_cover_options(parser)
    parser.set_defaults(**dict.fromkeys(COVER_LINES))


def _add_choices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--notes", choices=NOTES, help=_("those that go out"))
    add_highlight_options(parser)
    parser.set_defaults(highlights=None, journal=None)
    parser.add_argument("--paper", choices=("a4", "letter"))
    parser.add_argument("--watermark", metavar="TEXT", help=_("text across every page"))


def _cover_lines(arguments: argparse.Namespace) -> dict[str, str]:
    given = {line: getattr(arguments, line) for line in COVER_LINES}
    return {line: text for line, text in given.items() if text is not None}


def _chosen(arguments: argparse.Namespace) -> dict[str, Any]:
    given = {name: getattr(arguments, name) for name in CHOICES}
    return {name: value for name, value in given.items() if value is not None}


def _tell(arguments: argparse.Namespace, book: Book, sentence: str) -> int:
    if arguments.json:
        print_json(_outline(book))
    say(sentence.format(name=plain(book.name), cards=_counted(book)))
    return 0


def _counted(book: Book) -> str:
    return ngettext("{count} card", "{count} cards", len(book.cards)).format(count=f"{len(book.cards):,}")


def _made_in_words(book: Book) -> str:
    if book.made is None:
        return _("not made yet")
    return _("made {when}").format(when=book.made.when.astimezone().strftime("%Y-%m-%d %H:%M"))


def _outline(book: Book) -> dict[str, object]:
    made = book.made.when.isoformat() if book.made is not None else None
    return {"name": book.name, "cards": [card.id for card in book.cards], "made": made}


def _shape(workspace: Workspace, book: Book, standing: list[Standing]) -> dict[str, object]:
    import msgspec

    from briefing_app.books.changes import changes

    fields: dict[str, object] = msgspec.to_builtins(book)
    marking, problem = _marking(workspace, standing)
    cards = [
        {
            "id": one.card.id,
            "title": one.title,
            "annex": one.card.annex,
            "version": one.entry.version if one.entry else None,
            "marking": one.entry.marking if one.entry else None,
            "missing": one.is_missing,
        }
        for one in standing
    ]
    made = {name: fields[name] for name in ("name", "cover", "choices", "made")}
    told = [{"kind": one.kind, "card_id": one.card_id, "sentence": one.sentence} for one in changes(book, standing)]
    return made | {"cards": cards, "marking": marking, "marking_problem": problem, "changes": told}


def _marking(workspace: Workspace, standing: list[Standing]) -> tuple[str | None, str]:
    """The highest marking of the cards, or why there is none that holds for all."""
    from briefing_app.book_export import highest_marking
    from briefing_app.errors import MarkingError

    try:
        return highest_marking(workspace, standing) or None, ""
    except MarkingError as error:
        return None, error.sentence


def _print_book(workspace: Workspace, book: Book, standing: list[Standing]) -> None:
    from briefing_app.books.changes import changes, choices_in_words, cover_names

    print(plain(book.name))
    for line, name in cover_names().items():
        if text := book.cover_lines.get(line):
            print(f"  {name}: {plain(text)}")
    marking, problem = _marking(workspace, standing)
    if marking or problem:
        print("  " + plain(problem or _("highest marking: {marking}").format(marking=marking)))
    for name, chosen in choices_in_words(book.choices).items():
        print(f"  {name}: {plain(chosen)}")
    for place, one in enumerate(standing, start=1):
        marks = [_("annex") if one.card.annex else "", one.entry.marking if one.entry else ""]
        marks.append(_("missing") if one.is_missing else "")
        print("  ".join(filter(None, (f"{place:4}.", one.card.id, plain(one.title), *map(plain, filter(None, marks))))))
    if not standing:
        say(_("This book has no cards yet. Put some into it with: briefing-app book add"))
    told = changes(book, standing)
    if book.made is not None:
        print(_("Changed since it was {made}:").format(made=_made_in_words(book)) if told else _nothing_new(book))
    for change in told:
        print(f"  {plain(change.sentence)}")


def _nothing_new(book: Book) -> str:
    return _("Nothing changed since it was {made}.").format(made=_made_in_words(book))


def _place(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 10**6:
        return int(text)
    raise argparse.ArgumentTypeError(_("“{text}” is no place; the first is 1").format(text=text))
