"""Dates of the EDTF, level 1: what is a date, in which order, and how it reads."""

from __future__ import annotations

import pytest
from edtf import parse_edtf as parse_with_the_reference_library
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.edtf import EdtfError, begin_of, parse_edtf
from briefing_app.i18n import country_name, date_in_words, is_country


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2020-09-27", "27 September 2020"),
        ("2023-09", "September 2023"),
        ("2025", "2025"),
        ("199X", "1990s"),
        ("20XX", "between 2000 and 2099"),
        ("2020-21", "spring 2020"),
        ("2020-23", "autumn 2020"),
        ("1988/1994", "1988 to 1994"),
        ("1985/..", "since 1985"),
        ("../1985-04", "until April 1985"),
        ("1985/", "from 1985, end not known"),
        ("1920~", "about 1920"),
        ("1984?", "1984 (uncertain)"),
        ("2004-06%", "about June 2004 (uncertain)"),
        ("2004-XX", "2004, month not known"),
        ("1985-04-XX", "April 1985, day not known"),
        ("-0043-03-15", "15 March 44 BC"),
        ("Y170000", "170000"),
        ("1985-04-12T23:20:30Z", "12 April 1985, 23:20"),
    ],
)
def test_dates_read_as_words(date: str, words: str) -> None:
    assert date_in_words(date) == words


def test_words_follow_the_language() -> None:
    assert date_in_words("2020-09-27", "fr") == "27 septembre 2020"
    assert date_in_words("2020-09", "ru") == "сентябрь 2020\u202fг."
    assert country_name("AE", "fr") == "Émirats arabes unis"


def test_an_unknown_language_falls_back_to_english() -> None:
    assert date_in_words("2020-09-27", "xx-nonsense") == "27 September 2020"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "form"),
        ("abc", "form"),
        ("1990s", "form"),
        ("2020-2-3", "form"),
        ("20２0", "form"),
        ("2020\n", "form"),
        ("../..", "form"),
        ("199X-05", "form"),
        ("1985-XX-05", "form"),
        ("2023-02-29", "impossible"),
        ("2024-13", "impossible"),
        ("2024-00", "impossible"),
        ("2020-23-01", "impossible"),
        ("2020-04-31", "impossible"),
        ("1985-04-12T25:00:00", "impossible"),
        ("1994/1988", "reversed"),
        ("2020-05-02/2020-05-01", "reversed"),
    ],
)
def test_what_is_no_date_says_why(text: str, reason: str) -> None:
    with pytest.raises(EdtfError) as raised:
        parse_edtf(text)
    assert raised.value.reason == reason
    assert date_in_words(text) == text


def test_leap_days_are_those_of_the_calendar() -> None:
    assert parse_edtf("2024-02-29") and parse_edtf("2000-02-29")
    with pytest.raises(EdtfError):
        parse_edtf("1900-02-29")


def test_dates_sort_by_their_beginning() -> None:
    written = ["2020-23", "199X", "2020-09-27", "../1985", "2020", "1988/1994", "2020-09", "-0043"]
    in_order = ["../1985", "-0043", "1988/1994", "199X", "2020", "2020-23", "2020-09", "2020-09-27"]
    assert sorted(written, key=begin_of) == in_order


_date = st.from_regex(r"-?[012]\d{3}(-\d\d(-\d\d)?)?[?~%]?", fullmatch=True)
_unspecified = st.from_regex(r"[12]\d(\dX|XX|\d\d-XX(-XX)?|\d\d-[01]\d-XX)[?~%]?", fullmatch=True)
_interval = st.tuples(_date, st.one_of(_date, st.sampled_from(["", ".."]))).map("/".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(_date, _unspecified, _interval))
def test_what_we_accept_the_reference_library_accepts(text: str) -> None:
    try:
        parse_edtf(text)
    except EdtfError:
        return
    try:
        parse_with_the_reference_library(text)
    except EDTFParseException as error:
        raise AssertionError(f"the reference library refuses {text}") from error


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_date_or_an_edtf_error(text: str) -> None:
    reason = None
    try:
        begin_of(text)
    except EdtfError as error:
        reason = error.reason
    assert reason in (None, "form", "impossible", "reversed")


def test_countries_are_those_of_iso_3166() -> None:
    assert all(map(is_country, ("NO", "AM", "AZ", "AE", "TR", "XK")))
    assert not any(map(is_country, ("ZZ", "QQ", "no", "NOR", "")))
