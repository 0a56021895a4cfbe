"""Searching in the window: asks the search's thread what the sidebar wants, and shows the answers there."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from PySide6.QtCore import QLocale, QObject, QStringListModel, QTimer, Signal
from PySide6.QtWidgets import QCompleter

from briefing_app.gui.searching import Details, Found, Request, Searcher
from briefing_app.i18n import _, country_name, language_name

if TYPE_CHECKING:
    from briefing_app.finder import Finder
    from briefing_app.gui.places import Place
    from briefing_app.gui.sidebar import Sidebar
    from briefing_app.library.completion import Completion
    from briefing_app.library.expression import Needle
    from briefing_app.library.search import Count
    from briefing_app.notes.reading import Undo
    from briefing_app.workspace import Workspace

PASSAGES_MS = 80  # of rest in scrolling before passages are looked up
MOST_VALUES = 30  # of one filter
COMPLETIONS = 6  # in sight


class Finding(QObject):
    """Keeps the list in step with the search field, the sorting and the library."""

    shown = Signal(bool)
    """The list shows an answer; whether it is complete."""
    went = Signal(str)
    """The reader chose a place that is no query: "home:" or "problems:"."""
    failed = Signal(object)
    """A search could not be done: an exception."""
    settings_changed = Signal(dict)
    """Settings to keep, by name."""
    saving_wanted = Signal()
    """The reader wants to keep the query under a name."""

    def __init__(self, workspace: Workspace, sidebar: Sidebar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._sidebar = workspace, sidebar
        self.searcher = Searcher(workspace.new_finder, QLocale(workspace.language), self)
        self._request = Request()
        self._shown: Request | None = None
        self._answer: Found | None = None
        self._failed = False
        self._entering = False  # as soon as there is an answer
        self._completions: list[Completion] = []
        self._labels = QStringListModel(self)
        self._look = QTimer(self, interval=PASSAGES_MS, singleShot=True)
        self._look.timeout.connect(self._look_up_passages)
        self._connect()

    def again(self) -> None:
        """Ask the same once more: the library, the sorting or what the reader has read are others now."""
        self._ask(self._sidebar.text, typing=False)
        self._count_places()

    def marks_changed(self) -> None:
        """What the reader did with cards is other now: count places anew, and ask again where the query asks for it."""
        from briefing_app.library.query import asks_for_marks  # not at a start

        self._count_places()
        if self._answer is not None and asks_for_marks(self._answer.query.node):
            self._ask(self._sidebar.text, typing=False)

    def sort_by(self, order: str) -> None:
        """Sort the list: "relevance", "date", "as_at" or "title"."""
        self.settings_changed.emit({"sort": order})
        self.again()

    def group_by(self, grouping: str) -> None:
        """Put headings into the list: "month", "country", "shelf" or "none"."""
        self.settings_changed.emit({"grouping": grouping})
        self.again()

    def needles(self) -> list[Needle]:
        """What was searched for, to be marked in the card that is opened."""
        return list(self._answer.needles) if self._answer is not None else []

    def find_next_unread(self, key: int, then: Callable[[str], object]) -> None:
        """Call `then` with the id of the first unread card below `key` in the list, "" for none."""
        keys = self._answer.listing.keys if self._answer is not None else ()
        following = self._sidebar.next_key
        start = keys.index(key) + 1 if key in keys else keys.index(following) if following in keys else 0
        after = list(keys[start:])
        index = self._workspace.index

        def look(finder: Finder) -> str:
            from briefing_app.library.query import Is

            unread = set(finder.search.ranked(Is("unread"), "date").keys)
            found = next((one for one in after if one in unread), None)
            entries = index.entries([found]) if found is not None else []
            return entries[0].id if entries else ""

        self.searcher.ask("next", look, then)

    def mark_all_read(self, then: Callable[[Undo], object]) -> None:
        """Mark every card that the query finds as read, and call `then` with what takes it back."""
        text = self._sidebar.text

        def mark(finder: Finder) -> Undo:
            found = finder.find(finder.parse(text))
            return finder.reading.mark_read(finder.search.versions(found.keys))

        self.searcher.ask("mark", mark, then)

    @property
    def answer(self) -> Found | None:
        """The answer that is shown."""
        return self._answer

    def is_complete(self) -> bool:
        """Whether the list shows all that was asked for."""
        answer = self._answer
        return answer is not None and (answer.request, answer.total is None) == (self._request, False)

    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self.searcher.busy() or not (self.is_complete() or self._failed)

    # --- inside --------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        sidebar, searcher = self._sidebar, self.searcher
        sidebar.asked.connect(lambda text, typing: self._ask(text, typing=typing))
        sidebar.entered.connect(self._enter)
        sidebar.list.scrolled.connect(self._look.start)
        sidebar.filters_wanted.connect(self._count_values)
        sidebar.places_wanted.connect(self.show_places)
        sidebar.place_chosen.connect(self.go)
        sidebar.message_link_chosen.connect(self._follow)
        searcher.found.connect(self._show)
        searcher.details.connect(self._show_details)
        searcher.failed.connect(self._fail)

    def _ask(self, text: str, *, typing: bool) -> None:
        settings = self._workspace.settings
        self._request = Request(text, settings.sort, settings.grouping, typing)
        self._failed = False
        self.searcher.search(self._request)
        if typing:
            self.searcher.ask("completion", lambda finder: finder.completions(text), self._offer)

    def _fail(self, error: Exception) -> None:
        self._failed = True
        self.failed.emit(error)

    def _show(self, found: Found) -> None:
        if found.request != self._request:
            return
        same = self._shown == found.request
        settles = same and self._answer is not None and self._answer.total is None
        self._answer, self._shown = found, found.request
        # The best of all take the place of the newest, unless the reader has a hand on those.
        self._sidebar.show_listing(found.listing, keep_place=same and not (settles and not self._sidebar.list.in_hand))
        self._sidebar.show_words(found.explanation, found.total, found.notes)
        if found.total is not None:
            self._say_if_empty(found, {})
            if not found.request.text.strip():
                self._sidebar.show_count(found.total)
            if self._sidebar.filters_shown:
                self._count_values()
        self.shown.emit(found.total is not None)
        if self._entering and (found.listing.keys or found.total is not None):
            self._enter()

    def _enter(self) -> None:
        """Go on to the cards, once they are those that were asked for."""
        self._entering = self._shown != self._request
        if not self._entering:
            self._sidebar.enter_list()

    def _show_details(self, details: Details) -> None:
        if details.request != self._request:
            return
        if details.passages:
            self._sidebar.model.add_passages(details.passages)
        if details.suggestions and self._answer is not None and not self._answer.listing.keys:
            self._say_if_empty(self._answer, details.suggestions)

    def _say_if_empty(self, found: Found, suggestions: dict[str, list[str]]) -> None:
        if found.listing.keys:
            self._sidebar.show_message("")
        elif not found.request.text.strip():
            self._sidebar.show_message(
                html.escape(_("No cards yet. Drop card files here, or import them from the File menu."))
            )
        else:
            sentences = [html.escape(_("No card is found. Esc shows all cards again."))]
            for word, others in suggestions.items():
                links = ", ".join(_link(found.request.text, word, other) for other in others)
                sentence = html.escape(
                    _("Nothing holds “{word}”. Near to it: {others}").format(word=word, others="{others}")
                )
                sentences.append(sentence.replace("{others}", links))
            self._sidebar.show_message("<br><br>".join(sentences))

    def _follow(self, link: str) -> None:
        kind, _colon, value = link.partition(":")
        if kind == "search":
            self._sidebar.search(unquote(value))
        elif kind == "notes":
            self._sidebar.list.scrollToBottom()
        elif kind == "save":
            self.saving_wanted.emit()

    def _look_up_passages(self) -> None:
        if self._answer is None or self._answer.query.node is None:
            return
        model = self._sidebar.model
        self.searcher.look_up_passages([key for key in self._sidebar.list.keys_in_sight() if model.wants_passage(key)])

    # --- filters -------------------------------------------------------------------------------------------------

    def _count_values(self) -> None:
        node = self._answer.query.node if self._answer else None
        self.searcher.ask("values", lambda finder: finder.search.facets(node, MOST_VALUES), self._show_values)

    def _show_values(self, counts: Sequence[Count]) -> None:
        language = self._workspace.language
        names = {f"country:{one.value}": country_name(one.value, language) for one in counts if one.kind == "country"}
        names |= {
            f"language:{one.value}": language_name(one.label, language) for one in counts if one.kind == "language"
        }
        self._sidebar.filters.show_counts(counts, names)

    # --- places --------------------------------------------------------------------------------------------------

    def show_places(self) -> None:
        """Fill the list of places, and have their cards counted."""
        from briefing_app.gui.places import Place

        saved = [Place(search.name, search.query) for search in self._workspace.reading.searches()]

        def show(shelves: list[str]) -> None:
            self._sidebar.places.show_places(_places(), shelves, saved)
            self._count_places()

        self.searcher.ask("shelves", lambda finder: finder.search.shelves(), show)

    def _count_places(self) -> None:
        if not self._sidebar.places_shown:
            return
        queries = self._sidebar.places.queries()

        def count(finder: Finder) -> dict[str, int]:
            return {query: finder.count(finder.parse(query)) for query in queries}

        self.searcher.ask("counts", count, self._sidebar.places.show_counts)

    def go(self, query: str) -> None:
        """Go to a place."""
        if query in ("home:", "problems:"):
            self.went.emit(query)
        else:
            self._sidebar.search(query)
            self._sidebar.list.setFocus()

    # --- completion ----------------------------------------------------------------------------------------------

    def _offer(self, completions: list[Completion]) -> None:
        field = self._sidebar.field
        self._completions = completions
        labels = [one.label if one.cards is None else f"{one.label}   ({one.cards:,})" for one in completions]
        self._labels.setStringList(labels)
        popup = self._completer.popup()
        if labels and field.hasFocus():
            self._completer.complete()
        elif popup is not None:
            popup.hide()

    @cached_property
    def _completer(self) -> QCompleter:
        """Made when something is offered first."""
        completer = QCompleter(self._labels, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(COMPLETIONS)
        completer.setWidget(self._sidebar.field)  # a field's own completer would put its label into the field
        self._sidebar.completer = completer
        completer.activated.connect(lambda _label: self._complete(completer))
        return completer

    def _complete(self, completer: QCompleter) -> None:
        """Take what was chosen; Qt says "activated" for the first one offered, too, where Enter chose none."""
        popup = completer.popup()
        for index in popup.selectionModel().selectedIndexes() if popup is not None else ():
            self._sidebar.field.setText(self._completions[index.row()].text)


def _places() -> list[Place]:
    from briefing_app.gui.places import Place

    return [
        Place(_("Home"), "home:"),
        Place(_("All cards"), ""),
        Place(_("Unread"), "is:unread"),
        Place(_("Updated"), "is:updated"),
        Place(_("Tonight"), "is:queued"),
        Place(_("Starred"), "is:starred"),
        Place(_("With a note"), "has:note"),
        Place(_("Problems"), "problems:"),
    ]


def _link(text: str, word: str, other: str) -> str:
    """A link to the same query with another word in it."""
    return f'<a href="search:{quote(text.replace(word, other))}">{html.escape(other)}</a>'
