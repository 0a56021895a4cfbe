"""The search's own thread: answers what is typed, the latest first; what takes longer follows when typing rests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QLocale, QObject, Signal, Slot

from briefing_app.gui.card_rows import Listing, month_headings
from briefing_app.i18n import _
from briefing_app.library.index import is_interruption

if TYPE_CHECKING:
    from briefing_app.finder import Finder
    from briefing_app.library.expression import Needle
    from briefing_app.library.hits import Match
    from briefing_app.library.query import Query
    from briefing_app.library.search import Count, Ranked, Sort

FIRST = 50  # cards of the first answer
PASSAGES = 12  # of these are looked up at once
WORDS_BEFORE = 16  # letters before a match that a row of the list shows
LONGEST_SECONDS = 5.0  # that the thread may take to close what it has open
PAINT_SECONDS = 0.03  # in which the window paints these, with Python to itself
REST_SECONDS = 0.12  # without another letter, after which the complete answer is worth making

Work = Callable[["Finder"], Any]
Then = Callable[[Any], object]


class Request(NamedTuple):
    """What is asked: a query as it was typed, and how its answer is to stand."""

    text: str = ""
    sort: str = "relevance"
    grouping: str = "month"
    typing: bool = False


class Found(NamedTuple):
    """The answer to a request: at first its beginning, then all of it; `total` is None while it is not counted."""

    request: Request
    query: Query
    explanation: str
    listing: Listing
    needles: tuple[Needle, ...] = ()
    total: int | None = None
    notes: int = 0  # hits in notes, at the end of the listing, by the negative key of their card


class Details(NamedTuple):
    """What follows an answer: where cards matched, by key, and the values by which they can be filtered."""

    request: Request
    passages: dict[int, str] = {}  # noqa: RUF012 - never changed
    counts: Sequence[Count] | None = None
    suggestions: dict[str, list[str]] | None = None


class Searcher(QObject):
    """Runs searches and other questions to the library, one at a time, in a thread of its own."""

    found = Signal(object)
    """A `Found`."""
    details = Signal(object)
    """`Details`."""
    failed = Signal(object)
    """An exception: the answer does not come."""
    _done = Signal(object, object)

    def __init__(self, make_finder: Callable[[], Finder], locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_finder, self._locale = make_finder, locale
        self._finder: Finder | None = None
        self._wanted: Request | None = None
        self._passages_wanted: tuple[Request, list[int]] | None = None
        self._jobs: dict[str, tuple[Work, Then]] = {}
        self._query: tuple[Request, Query] | None = None
        self._news = threading.Condition()
        self._closing = self._renewing = False
        self._searching = False
        self._thread = threading.Thread(target=self._run, name="search")
        self._done.connect(self._hand_over)

    def search(self, request: Request) -> None:
        """Answer this, and no longer what was asked before."""
        with self._news:
            self._wanted = request
            self._interrupt()
            self._start()

    def look_up_passages(self, keys: Sequence[int]) -> None:
        """Say where these cards of the latest answer matched."""
        with self._news:
            if self._query is not None and keys:
                self._passages_wanted = (self._query[0], list(keys))
                self._start()

    def ask(self, kind: str, work: Work, then: Then) -> None:
        """Do `work` when no search waits, then call `then` in this thread; instead of what `kind` asked before."""
        with self._news:
            self._jobs[kind] = (work, then)
            self._start()

    def renew(self) -> None:
        """Open the library anew: its folders are others."""
        with self._news:
            self._renewing = True
            self._interrupt()

    def let_go(self) -> None:
        """Close the library and the notes, and wait until that is done; the next question opens them anew."""
        self.renew()
        with self._news:
            self._news.wait_for(lambda: self._finder is None, LONGEST_SECONDS)

    def busy(self) -> bool:
        """Whether an answer is still to come."""
        with self._news:
            return self._searching or self._wants()

    def close(self) -> None:
        """End the thread; what was not answered is dropped."""
        with self._news:
            self._closing = True
            self._interrupt()
            self._news.notify()
        if self._thread.ident is not None:
            self._thread.join()

    # --- in the thread -------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while self._wait():
            try:
                self._work(self._finder or self._open())
            except Exception as error:  # noqa: BLE001 - the door to this thread: the window is told
                if not is_interruption(error) and not self._renewing:
                    self.failed.emit(error)
        if self._finder is not None:
            self._finder.close()

    def _wait(self) -> bool:
        with self._news:
            self._searching = False
            if self._renewing and self._finder is not None:
                self._finder.close()
                self._finder = None
                self._news.notify_all()
            self._renewing = False
            self._news.wait_for(lambda: self._closing or self._renewing or self._wants())
            self._searching = not self._closing
            return not self._closing

    def _wants(self) -> bool:
        return self._wanted is not None or bool(self._jobs) or self._passages_wanted is not None

    def _open(self) -> Finder:
        self._finder = self._make_finder()
        return self._finder

    def _work(self, finder: Finder) -> None:
        with self._news:
            request, self._wanted = self._wanted, None
            passages, self._passages_wanted = (
                (None, self._passages_wanted) if request else (self._passages_wanted, None)
            )
            kind = next(iter(self._jobs), None) if request is None and passages is None else None
            work, then = self._jobs.pop(kind) if kind is not None else (None, None)
        if request is not None:
            self._answer(finder, request)
        elif passages is not None:
            self._tell_passages(finder, *passages)
        elif work is not None:
            self._do(finder, str(kind), work, then)

    def _do(self, finder: Finder, kind: str, work: Work, then: Then | None) -> None:
        try:
            self._done.emit(then, work(finder))
        except Exception as error:
            if not is_interruption(error) and not self._renewing:
                raise
            with self._news:  # a search went before; this is asked once more
                self._jobs.setdefault(kind, (work, then or (lambda _result: None)))

    def _answer(self, finder: Finder, request: Request) -> None:
        from briefing_app.library.explain import explain

        query = finder.parse(request.text, typing=request.typing)
        self._query = (request, query)
        explanation = explain(query, finder.language) if request.text.strip() else ""
        needles = tuple(finder.search.needles(query.node))
        found = Found(request, query, explanation, Listing(), needles)
        if query.node is not None and not finder.looks_into_notes(query):
            keys = finder.search.first(query.node, FIRST, _sort(request))
            if len(keys) == FIRST:
                self.found.emit(found._replace(listing=self._beginning(finder, request, keys)))
                if self._newer_comes(PAINT_SECONDS):
                    return
                self._tell_passages(finder, request, keys[:PASSAGES])
                if request.typing and self._newer_comes(REST_SECONDS):
                    return
        self._answer_whole(finder, found)

    def _answer_whole(self, finder: Finder, found: Found) -> None:
        request, query = found.request, found.query
        ranked = finder.find(query, _sort(request))
        listing = self._listing(finder, request, ranked)
        self.found.emit(found._replace(listing=listing, total=len(ranked.keys)))
        self._tell_passages(finder, request, ranked.keys[:PASSAGES])
        if query.node is None:
            return
        self._tell_notes(finder, found._replace(listing=listing, total=len(ranked.keys)))
        nothing = not ranked.keys
        self.details.emit(Details(request, suggestions=finder.suggestions(query) if nothing else {}))

    def _tell_notes(self, finder: Finder, found: Found) -> None:
        if finder.looks_into_notes(found.query):
            return
        notes = finder.notes(found.query)
        keys = finder.search.keys_of(note.card_id for note in notes)
        hits = {-keys[note.card_id.lower()]: note.snippet for note in notes if note.card_id.lower() in keys}
        if hits:
            listing = found.listing
            headings = (*listing.headings, (len(listing.keys), _("In your notes")))
            listing = Listing([*listing.keys, *hits], headings)
            self.found.emit(found._replace(listing=listing, notes=len(hits)))
            self.details.emit(Details(found.request, passages=hits))

    def _tell_passages(self, finder: Finder, request: Request, keys: Sequence[int]) -> None:
        if self._query is None or self._query[0] != request or self._query[1].node is None or not keys:
            return
        matches = finder.search.matches(self._query[1].node, [key for key in keys if key > 0])
        passages = {key: _in_words(match) for key, match in matches.items()}
        self.details.emit(Details(request, passages=passages))

    def _newer_comes(self, seconds: float) -> bool:
        """Whether the reader types on within that time."""
        with self._news:
            return self._news.wait_for(lambda: self._wanted is not None or self._closing, seconds)

    def _beginning(self, finder: Finder, request: Request, keys: list[int]) -> Listing:
        if request.sort == "relevance" and finder.search.is_ranked(self._query[1].node if self._query else None):
            return Listing(keys)  # which tier each is of comes with the complete answer, as a heading only from there
        return Listing(keys, self._month_headings(request, keys))

    def _month_headings(self, request: Request, keys: Sequence[int]) -> tuple[tuple[int, str], ...]:
        by_date = _sort(request) in ("relevance", "date") and request.grouping == "month"
        return month_headings(keys, self._locale) if by_date else ()

    def _listing(self, finder: Finder, request: Request, ranked: Ranked) -> Listing:
        if ranked.tiers:
            return Listing(ranked.keys)
        if _sort(request) in ("relevance", "date"):
            if request.grouping == "country":
                return Listing(*finder.search.grouped(ranked.keys, "country", finder.language))
            if request.grouping == "shelf":
                return Listing(*finder.search.grouped(ranked.keys, "shelf", finder.language))
        return Listing(ranked.keys, self._month_headings(request, ranked.keys))

    # --- in the window's thread ----------------------------------------------------------------------------------

    @Slot(object, object)
    def _hand_over(self, then: Then, result: Any) -> None:
        if not self._closing:
            then(result)

    def _start(self) -> None:
        if self._thread.ident is None and not self._closing:
            self._thread.start()
        self._news.notify()

    def _interrupt(self) -> None:
        if self._searching and self._finder is not None:
            self._finder.search.interrupt()
        self._news.notify()


def _sort(request: Request) -> Sort:
    return "queue" if request.text.strip() == "is:queued" else request.sort  # type: ignore[return-value]


def _in_words(match: Match) -> str:
    """Where a card matched, so short that the match is in sight in a narrow list."""
    snippet = match.snippet
    start = match.marks[0][0] if match.marks else 0
    if start > WORDS_BEFORE:
        cut = snippet.rfind(" ", 0, start - WORDS_BEFORE // 2) + 1
        snippet = "…" + snippet[cut:] if cut else snippet
    return f"{match.where}: {snippet}" if match.where else snippet
