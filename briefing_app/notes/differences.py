"""What one text has that another has not, word by word."""

from __future__ import annotations


def letters_taken_out(before: str, now: str) -> int:
    """How many letters of `before` lie outside the beginning and the end that it shares with `now`."""
    same = _common_length(before, now)
    return len(before) - same - _common_length(before[same:][::-1], now[same:][::-1])


def _common_length(one: str, other: str) -> int:
    """How many letters both texts begin with."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    return next(index for index in range(shorter) if one[index] != other[index])
