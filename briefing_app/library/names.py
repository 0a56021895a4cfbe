"""The spellings that a card states for one name -> which words stand for one another when one of them is looked for.

Only what a card states makes two spellings one. Whole names stand for one another because the card says so, even where
nothing in them is alike ("Mahmoud Abbas", "Abu Mazen"). Of their words only surnames do, and only where they are
heard to be the same word: both are written in Latin letters, and what is left without vowels is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, dropwhile, permutations, product
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

from briefing_app.library.folding import is_paired, words
from briefing_app.library.record import ActorFacts

MOST_SPELLINGS = 24  # of one actor that are compared with one another; further ones lead to the name alone
MOST_FURTHER = 200
MOST_WORDS, MOST_LETTERS = 12, 160  # a longer text is no name
SHORTEST_WORD = 3  # Latin letters of a word that may be like another one

# How much two words must be alike, from 0 to 1, to be one word. The numbers are those with which tests/library/
# names.json gives no wrong pair and misses the fewest right ones.
_SAME = 0.72
_SAME_AS_ALL = 0.65  # in names of as many words in different scripts
_MAYBE_SAME = 0.55  # where all the other words are the same, or where a foreign surname stands alone in Chinese
_VOWELS_COUNT = 0.3  # how alike all the letters of words with one or two consonants must be
_CLEARLY_MORE = 0.12  # by which it must be more alike than any other word then

# Here the first word is the family's, or the one by which a person is called.
_FIRST_WORD_COUNTS = frozenset("CN TW HK MO KR KP VN KH HU TH LA MM MN ET ER IS".split())
# Here a name that no blank parts is a whole one, and not a surname that a newspaper writes alone.
_WHOLE_WITHOUT_BLANKS = _FIRST_WORD_COUNTS | {"JP", "SG"}

# As `_latin` writes them. Particles belong to a surname and do not tell one from another; titles belong to nobody.
_PARTICLES = frozenset(
    "al el ul as ad ar at an bin ben bn ibn bint vn abd abdel abdul abu umm bu bar von van der den zu de da do dos das "
    "del della di du la le les y e ter ten af av ap mac".split()
)
_TITLES = frozenset(
    "president prezident presidente prime premier premer minister ministr ministre ministro general marshal marshall "
    "marshal colonel polkovnik captain admiral sheikh sheykh shaikh shaykh sekh shykh shah king korol queen koroleva "
    "prince princess emir amir sultan imam ayatollah mullah pope papa patriarch bishop archbishop cardinal emperor "
    "imperator tsar chancellor kantsler kanzler chairman chairwoman secretary ambassador comrade tovarishch senator "
    "governor sir dame lord lady mr mrs ms dr doctor prof professor jr sr ii iii iv v vi rys ryys zongtong zhuxi "
    "zongli daetonglyeong".split()
)
_NO_SURNAMES = _PARTICLES | _TITLES
# A name with one of these is that of a body: its words are words of the language.
_OF_BODIES = (
    frozenset(
        "of the and for des et und der los y union unions nations states state kingdom republic federation emirates "
        "commonwealth ministry department government organization organisation council commission committee parliament "
        "assembly congress senate court bank fund party movement front league army forces force guard command agency "
        "office bureau association society institute university company corporation group alliance conference "
        "coalition authority administration community foundation centre center europeenne unies conseil ministere "
        "parti banque sovet soyuz partiya ministerstvo pravitelstvo organizatsiya".split()
    )
    - _PARTICLES
)

_APART = re.compile(r"[\s.·・•=＝,،;()/|]+")
_ARABIC = re.compile("[\u0600-\u06ff]")
_HEBREW = re.compile("[\u0590-\u05ff]")
_ARTICLE = re.compile("^ال(?=...)")
_NOT_LATIN = re.compile("[^a-z]")
_OF_SYLLABLE = re.compile("ng(?=[A-Z]|$)")  # the "n" of another language in Chinese and Korean ears
_SMALL_KANA = re.compile("(?<=[a-z])iy(?=[auo])")  # "shiya" is read "sha"
_TWICE = re.compile(r"(.)\1+")
_ENDING = re.compile("[aeiouh]*s?")
_FINAL_M = re.compile("m(?![aeiou])")  # which Chinese and Japanese have not
_VOWELS = re.compile("[aeiouh]")
_READ_OTHERWISE = ((re.compile("j"), "y"), (re.compile("г"), "х"), (re.compile("[ظذض]"), "ز"))
# What is one sound, whatever the language that spells it; the longer ones first.
_SOUNDS = tuple(
    (re.compile(letters), sound)
    for letters, sound in (
        ("tsch|tch|tsh|cz", "c"),
        ("dsch|dzh|dj", "j"),
        ("sch|sh|sz", "s"),
        ("zh", "j"),
        ("ts|tz|dz|ch", "c"),
        ("kh", "h"),
        ("ph", "f"),
        ("([tdbg])h", r"\1"),
        ("ck|q", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("y", "i"),
        ("ou", "u"),
    )
)
_COARSE = str.maketrans("bfvcgjkqszdt", "ppp" + "k" * 7 + "tt")


class _Word(NamedTuple):
    """A word of a spelling, or several that hyphens join: how it is looked for, and how it is heard."""

    forms: tuple[str, ...]
    sounds: tuple[_Sound, ...]


class _Sound(NamedTuple):
    """How a word is heard: the letters that count, and the consonants by their kind."""

    letters: str
    consonants: str
    skeleton: str
    coarser: str
    script: str
    length: int


def name_pairs(actor: ActorFacts) -> set[tuple[str, str]]:
    """What stands for what by this actor: (one, other) in both directions, each folded words between single blanks.

    Every stated spelling stands for every other one; so do the surnames in them that are the same word. Of more than
    MOST_SPELLINGS the further ones stand for the name alone, which bounds the number of pairs.
    """
    spellings = _spellings(actor)
    compared = list(spellings)[:MOST_SPELLINGS]
    pairs: set[tuple[str, str]] = set()
    for one, other in combinations(compared, 2):
        _add(pairs, spellings[one], spellings[other])
    for further in list(spellings)[MOST_SPELLINGS:]:
        _add(pairs, spellings[compared[0]], spellings[further])
    if any(_is_of_body(spelling) for spelling in compared):
        return pairs
    named = [found for spelling in compared if (found := _words(spelling))]
    for words_one, words_other in combinations(named, 2):
        for word, like in _same_surnames(words_one, words_other, actor.country):
            _add(pairs, word.forms, like.forms)
    return pairs


def _spellings(actor: ActorFacts) -> dict[str, tuple[str, ...]]:
    """The stated spellings that differ, each with the forms in which it is looked for; the name first."""
    found: dict[str, tuple[str, ...]] = {}
    for spelling in (actor.name, actor.native_name or "", *actor.aliases):
        forms = _forms(spelling)
        if forms and forms not in found.values():
            found[spelling] = forms
            if len(found) == MOST_SPELLINGS + MOST_FURTHER:
                break
    return found


def _forms(spelling: str) -> tuple[str, ...]:
    """A whole name as words between blanks: with hyphens parting words, and with hyphens left out."""
    parts = words(spelling) if len(spelling) <= MOST_LETTERS else []
    if not 0 < len(parts) <= MOST_WORDS:
        return ()
    joined = ["".join(words(chunk)) for chunk in _APART.split(spelling)]
    return tuple(dict.fromkeys((" ".join(parts), " ".join(filter(None, joined)))))


def _add(pairs: set[tuple[str, str]], one: Iterable[str], other: Iterable[str]) -> None:
    """Let the forms stand for one another, save where one is but a word of the other one: "Bush" finds every card with
    "George W. Bush" as it is, and whoever looks for him does not mean his father."""
    forms = dict.fromkeys((*one, *other))
    pairs.update((first, second) for first, second in permutations(forms, 2) if not _is_word_of(first, second))


def _is_word_of(first: str, second: str) -> bool:
    return (" " not in first and first in second.split()) or (" " not in second and second in first.split())


def _is_of_body(spelling: str) -> bool:
    return any(_latin(word) in _OF_BODIES for word in words(spelling))


def _words(spelling: str) -> list[_Word]:
    """The words of a name that may be its surname, in order."""
    found = []
    for chunk in _APART.split(spelling):
        parts = words(chunk)
        told = list(dropwhile(lambda part: _latin(part) in _NO_SURNAMES, parts))
        if told:
            joined = "".join(parts)
            forms = (" ".join(told), " ".join(parts), joined) if len(parts) > 1 else (joined,)
            heard = (_sound(spelt) for whole in ("".join(told), joined) for spelt in _readings(whole))
            found.append(_Word(tuple(dict.fromkeys(forms)), tuple(dict.fromkeys(heard))))
    return found


def _readings(word: str) -> Iterator[str]:
    """A folded word and how other languages read some of its letters: German and Polish j, Ukrainian г, Persian ظ."""
    yield word
    for letters, read in _READ_OTHERWISE:
        if letters.search(word):
            yield letters.sub(read, word)


def _same_surnames(one: Sequence[_Word], other: Sequence[_Word], country: str | None) -> Iterator[tuple[_Word, _Word]]:
    """The words of two spellings that are one surname."""
    if country in _WHOLE_WITHOUT_BLANKS and any(_stands_alone(name) for name in (one, other)):
        return
    same = _same_words(one, other)
    first_counts = country in _FIRST_WORD_COUNTS
    for at, like in same.items():
        placed = _may_be_surname(at, like, len(one), len(other), first_counts)
        if placed or _all_before_are_same(at, like, one, other, same):
            yield one[at], other[like]


def _may_be_surname(at: int, like: int, count: int, count_like: int, first_counts: bool) -> bool:
    """Whether words that stand at these places, from 0, of so many can be surnames: last in both names; last in one
    and first in the other ("Orbán Viktor"); all of a name and not the first of the other."""
    last, last_like = at == count - 1, like == count_like - 1
    if first_counts and at == like == 0:
        return True
    if count == 1 or count_like == 1:
        return first_counts or ((at > 0 or count == 1) and (like > 0 or count_like == 1))
    return (last and last_like) or (last and like == 0) or (last_like and at == 0)


def _all_before_are_same(
    at: int, like: int, one: Sequence[_Word], other: Sequence[_Word], same: dict[int, int]
) -> bool:
    """Whether one name goes on where the other one ends ("Pedro Sánchez Pérez")."""
    ends = at == len(one) - 1 or like == len(other) - 1
    return at == like > 0 and ends and all(same.get(before) == before for before in range(at))


def _same_words(one: Sequence[_Word], other: Sequence[_Word]) -> dict[int, int]:
    """Which words of `one` are which of `other`, by their places: each at most once, the most alike first."""
    likeness = {
        (at, like): _likeness(word, other_word)
        for (at, word), (like, other_word) in product(enumerate(one), enumerate(other))
    }
    same: dict[int, int] = {}
    enough = _SAME_AS_ALL if len(one) == len(other) > 1 and _scripts_differ(one, other) else _SAME
    for (at, like), much in sorted(likeness.items(), key=lambda item: (-item[1], item[0])):
        if much < enough:
            break
        if at not in same and like not in same.values():
            same[at] = like
    left = _only_left(one, other, same, likeness)
    return {**same, left[0]: left[1]} if left else same


def _only_left(
    one: Sequence[_Word], other: Sequence[_Word], same: dict[int, int], likeness: dict[tuple[int, int], float]
) -> tuple[int, int] | None:
    """The words of two names in different letters that must be the same as all else is, or as nothing else comes near:
    普京 is Putin, and neither Vladimir."""
    if not _scripts_differ(one, other) or len(same) == min(len(one), len(other)):
        return None
    if len(one) == len(other) == len(same) + 1 > 1:
        at = next(place for place in range(len(one)) if place not in same)
        like = next(place for place in range(len(other)) if place not in same.values())
        return (at, like) if likeness[at, like] >= _MAYBE_SAME else None
    if len(one) == len(other) or not any(_stands_alone(name) for name in (one, other)):
        return None
    best, second = sorted(likeness, key=lambda places: -likeness[places])[:2]
    sure = likeness[best] >= _MAYBE_SAME and likeness[best] - likeness[second] >= _CLEARLY_MORE
    return best if sure else None


def _scripts_differ(one: Sequence[_Word], other: Sequence[_Word]) -> bool:
    return one[0].sounds[0].script != other[0].sounds[0].script


def _stands_alone(name: Sequence[_Word]) -> bool:
    """Whether this is one word of letters that part no words: a whole name, or a foreign surname."""
    return len(name) == 1 and name[0].sounds[0].script == _PAIRED


def _likeness(one: _Word, other: _Word) -> float:
    """How much two words are alike in their sound, from 0 to 1."""
    return max(_sounds_alike(sound, heard) for sound in one.sounds for heard in other.sounds)


def _sounds_alike(one: _Sound, other: _Sound) -> float:
    if not (one.skeleton and other.skeleton):
        return 0.0
    paired, abjad = (kind in (one.script, other.script) for kind in (_PAIRED, _WITHOUT_VOWELS))
    skeletons = (one.coarser, other.coarser) if paired else (one.skeleton, other.skeleton)
    if min(map(len, skeletons)) < 3 and skeletons[0] != skeletons[1] and not paired:
        return 0.0  # of two consonants each one counts
    if SHORTEST_WORD in (one.length, other.length) and one.letters != other.letters and not (paired or abjad):
        return 0.0
    letters = (one.consonants, other.consonants) if abjad else (one.letters, other.letters)
    if not paired and (_goes_on(*letters) or _goes_on(*reversed(letters))):
        return 0.0
    near = Levenshtein.normalized_similarity(*letters)
    if min(map(len, skeletons)) < 3 and near < _VOWELS_COUNT:
        return 0.0
    return (2 * Levenshtein.normalized_similarity(*skeletons) + near) / 3


def _goes_on(letters: str, longer: str) -> bool:
    """Whether one word is another one with more to it, which is another name: Meir, Meyerson. Endings are not more."""
    return longer.startswith(letters) and not _ENDING.fullmatch(longer, len(letters))


_END_OF_LATIN = 0x250
_PAIRED, _WITHOUT_VOWELS = "paired", "without vowels"


@lru_cache(maxsize=4096)
def _sound(word: str) -> _Sound:
    """How a folded word is heard; a word too short to be like another one is not heard at all."""
    without_vowels = bool(_ARABIC.search(word) or _HEBREW.search(word))
    script = _PAIRED if is_paired(word) else _WITHOUT_VOWELS if without_vowels else _script(word)
    letters = _latin(_ARTICLE.sub("", word))
    length = len(word if without_vowels else letters)
    if length < SHORTEST_WORD:
        return _Sound("", "", "", "", script, 0)
    if without_vowels:
        letters = letters.replace("w", "u")  # a long vowel more often than a consonant
    for spelt, sound in _SOUNDS:
        letters = spelt.sub(sound, letters)
    if not without_vowels:
        letters = _TWICE.sub(r"\1", letters)
    consonants, skeleton = (_VOWELS.sub("", heard) for heard in (letters, _kinds(letters, without_vowels)))
    coarser = _VOWELS.sub("", _kinds(_FINAL_M.sub("n", letters).replace("r", "l"), without_vowels))
    return _Sound(letters, consonants, skeleton, coarser, script, length)


def _kinds(letters: str, without_vowels: bool) -> str:
    kinds = letters.translate(_COARSE)
    return kinds if without_vowels else _TWICE.sub(r"\1", kinds)


def _script(word: str) -> str:
    """A name for the block of letters that a word begins with."""
    return "latin" if ord(word[0]) < _END_OF_LATIN else f"block {ord(word[0]) >> 8}"


@lru_cache(maxsize=4096)
def _latin(word: str) -> str:
    """A folded word in Latin letters alone."""
    written = anyascii(word.replace("ו", "w"))
    if is_paired(word):
        written = _SMALL_KANA.sub("", _OF_SYLLABLE.sub("n", written))
    return _NOT_LATIN.sub("", written.lower())
