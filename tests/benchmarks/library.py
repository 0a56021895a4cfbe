"""A library of 1,000, 10,000 and 100,000 cards: its index made, held against the files, and searched.

`make bench ONLY=library-search SIZE=10000` measures one size alone. Cards and indexes are kept in build/bench; the
first run makes them, which takes some minutes for 100,000.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from briefing_app.cards.card_file import read_card
from briefing_app.library.folders import roots
from briefing_app.library.folding import sought_terms, words
from briefing_app.library.index import FORMAT, Index
from briefing_app.library.library import Library
from briefing_app.paths import find_paths
from briefing_app.prose.plain import card_fields
from briefing_app.workspace import Workspace
from tests.benchmarks.library_cards import BENCH, card_files
from tests.benchmarks.measure import Row, in_turns_ms, milliseconds
from tests.prose.corpora import CORPORA

SIZES = (1_000, 10_000, 100_000)
SHOWN = 50  # results, as many as a window asks for at once
ROUNDS = {1_000: 20, 10_000: 10, 100_000: 5}  # of all queries
PIECE = 500  # cards taken from the index together

# What a reader types, much of it on the way to something longer.
QUERIES = (
    *("a", "s", "m", "é", "б", "п", "ا", "人", "अ"),
    *("ar", "mi", "un", "ne", "пр", "ال", "人权", "मा"),
    *("arm", "min", "con", "gov", "pre", "мир", "حقو", "联合国", "मान"),
    *("treaty", "ambassador", "elections", "sanctions", "ceasefire", "Bundesregierung", "gouvernement"),
    *("президент", "украина", "الرئيس", "总统", "अधिकार", "הממשלה", "հայաստան", "საქართველო", "정부"),
    *("security council", "foreign minister", "nuclear weapons", "peace in the middle east", "права человека"),
    *("حقوق الإنسان", "मानव अधिकार", "联合国 大会", "soviet union germany", "prime minister m"),
    *("Kissinger", "Henry Kissinger", "Nasser", "Theresa May", "Тереза Мэй", "Chou En-lai", "Eisenhower"),
    *("Wallner", "Devinat", "zyxwvut", "qqzz qqzz"),
)

_FIRST = "select rowid from bare where bare match ? order by rowid desc limit ?"


class Times(NamedTuple):
    """Milliseconds of every call of ours, and of its floor."""

    ours: list[float]
    floor: list[float]


def index() -> Iterator[Row]:
    """A first index against reading, parsing and a bare full-text table, each per 1,000 cards."""
    for folder, count in cards_of((1_000,)):
        works = {"ours": partial(_build, folder), "bare": partial(_build_bare, folder)}
        found = in_turns_ms(works, 5 if count <= 1_000 else 2)
        ours, bare = (found[name] * 1000 / count for name in works)
        name = f"index of {count:,} cards, per 1,000"
        yield Row(name, ours, bare, "ms", "read, parse, bare FTS5", "2 x (aim 1.3 x)")


def verify() -> Iterator[Row]:
    """Unchanged files seen to be unchanged, against a bare walk that asks for the size of each."""
    for folder, count in cards_of((100_000,)):
        with closing(complete(folder, count)) as workspace:
            found = in_turns_ms({"ours": workspace.library.refresh, "walk": partial(_walk, folder)}, 3)
        ours, walk = found["ours"] / 1000, found["walk"] / 1000
        yield Row(f"{count:,} unchanged files verified", ours, walk, "s", "os.walk and stat", "15 s (aim 5 s)")


def search() -> Iterator[Row]:
    """The first results and all of them, newest first, against a bare full-text table of the same words."""
    for folder, count in cards_of(SIZES):
        with closing(complete(folder, count)) as workspace, closing(bare_words(workspace.library, count)) as bare:
            yield from _search_rows(workspace.library, bare, count)


# --- the libraries -------------------------------------------------------------------------------------------------


def cards_of(sizes: Sequence[int], *, asked: bool = True) -> Iterator[tuple[Path, int]]:
    """(folder, number of cards) of each of the sizes, or of the one that the environment asks for."""
    wanted = os.environ.get("SIZE") if asked else None
    for count in [int(wanted)] if wanted else sizes:
        try:
            yield card_files(count), count
        except FileNotFoundError:
            print(f"No library of {count:,} cards: {CORPORA} is not there.", file=sys.stderr)


def complete(folder: Path, count: int) -> Workspace:
    """A reader's data with this folder in their library, kept between runs, and the index up to date."""
    workspace = Workspace(find_paths(data_of(count)))
    if workspace.settings.folders != (str(folder),):
        workspace.set_folders([folder])
    if unread := workspace.library.refresh(most=0).left:
        print(f"Reading {unread:,} cards into the index; this may take some minutes.", file=sys.stderr)
        workspace.library.refresh()
    return workspace


def data_of(count: int) -> Path:
    """Where that reader's data lie."""
    return BENCH / f"data-{count}"


def _build(folder: Path) -> None:
    """A first index of a folder."""
    with tempfile.TemporaryDirectory(dir=BENCH) as place, closing(Index(Path(place) / "i.sqlite", [folder])) as known:
        Library(roots([folder], set()), known).refresh()


def _build_bare(folder: Path) -> None:
    """What no index can do without: each card read, parsed and put into full-text search, all of them at once."""
    cards = (read_card(path).card for path in sorted(folder.rglob("*.md")))
    texts = ["\n".join(field.text for field in card_fields(card)) for card in cards if card is not None]
    with tempfile.TemporaryDirectory(dir=BENCH) as place, closing(sqlite3.connect(Path(place) / "bare.sqlite")) as bare:
        _fill(bare, "unicode61 remove_diacritics 2", texts)


def _walk(folder: Path) -> None:
    for place, _folders, names in os.walk(folder):
        for name in names:
            os.stat(f"{place}/{name}")


# --- the floor of searches -----------------------------------------------------------------------------------------


def bare_words(library: Library, count: int) -> sqlite3.Connection:
    """A bare table with the words of all cards, in the order of their dates, kept between runs beside the index.

    The words are folded and taken apart as in the index, so that both find the same, in Chinese too.
    """
    file, made = BENCH / f"bare-{count}.sqlite", _made_of(count)
    bare = sqlite3.connect(file)
    if bare.execute("pragma user_version").fetchone()[0] != made:
        print(f"Making the bare table of {count:,} cards.", file=sys.stderr)
        bare.close()
        file.unlink()  # with it what is left of a table that was not finished
        bare = sqlite3.connect(file)
        _fill(bare, "ascii", _texts(library))
        bare.execute(f"pragma user_version = {made}")
    return bare


def _made_of(count: int) -> int:
    """A number that changes with the cards and with the words that the index keeps of them."""
    cards_made = (BENCH / f"cards-{count}" / ".complete").stat().st_mtime_ns
    return crc32(f"{FORMAT} {cards_made}".encode()) >> 1


def _fill(bare: sqlite3.Connection, tokenizer: str, texts: Sequence[str] | Iterator[str]) -> None:
    bare.execute("pragma journal_mode = wal")
    bare.execute("pragma synchronous = off")
    options = f"content = '', columnsize = 0, tokenize = '{tokenizer}', prefix = '1 2 3'"
    bare.execute(f"create virtual table bare using fts5 (text, {options})")
    with bare:
        bare.executemany("insert into bare (rowid, text) values (?, ?)", enumerate(texts, 1))


def _texts(library: Library) -> Iterator[str]:
    """The searched words of each card, the oldest first."""
    from briefing_app.library.record import column_words

    with closing(library.search()) as search:
        keys = library.index.keys()[::-1]
        for start in range(0, len(keys), PIECE):
            fields = search.fields(keys[start : start + PIECE])
            yield from (" ".join(column_words(fields[key])[:-1]) for key in keys[start : start + PIECE])


def bare_match(query: str) -> str:
    """All words of a query, the last one perhaps only begun, as full-text search takes them."""
    phrases = [" ".join(sought_terms(word)[0]) for word in words(query)]
    return " ".join(f'"{phrase}"' for phrase in phrases) + "*"


# --- searches ------------------------------------------------------------------------------------------------------


def _search_rows(library: Library, bare: sqlite3.Connection, count: int) -> Iterator[Row]:
    from briefing_app.library.query import parse

    def bare_keys(match: str, limit: int) -> list[int]:
        return [key for (key,) in bare.execute(_FIRST, (match, limit))]

    with closing(library.search()) as search:
        pairs = [(parse(query, typing=True).node, bare_match(query)) for query in QUERIES]
        for name, ours, most, rounds in (
            (f"first {SHOWN} of {count:,} cards", partial(search.first, limit=SHOWN), SHOWN, ROUNDS.get(count, 5)),
            (f"all found in {count:,} cards", search.ranked, -1, 2),
        ):
            works = [(partial(ours, node), partial(bare_keys, match, most)) for node, match in pairs]
            yield from _rows(name, _times(works, rounds))


def _times(works: Sequence[tuple[Callable[[], object], Callable[[], object]]], rounds: int) -> Times:
    """Each call of ours and of its floor, in turns; round one warms up."""
    times = Times([], [])
    for turn in range(rounds + 1):
        for ours, floor in works:
            pair = milliseconds(ours), milliseconds(floor)
            if turn:
                times.ours.append(pair[0])
                times.floor.append(pair[1])
    return times


def _rows(name: str, times: Times) -> Iterator[Row]:
    floor, target = "bare FTS5, newest first", "3 x (aim 1.5 x)"
    yield Row(f"{name}, median", statistics.median(times.ours), statistics.median(times.floor), "ms", floor, target)
    ours, bare = (statistics.quantiles(all_times, n=100)[98] for all_times in times)
    yield Row(f"{name}, p99", ours, bare, "ms", floor, target)
