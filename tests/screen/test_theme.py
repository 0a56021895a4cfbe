"""The colours: complete, and readable by the ratios of WCAG 2 (7:1 for what is read, 4.5:1 for all else)."""

from __future__ import annotations

import pytest

from briefing_app.paths import resources
from briefing_app.screen.theme import Theme, load_theme


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(resources(), request.param)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", ["paper", "side", "tint", "selection"])
def test_what_is_read_has_seven_to_one(theme: Theme, ground: str) -> None:
    for ink in (theme.ink, theme.strong):
        assert contrast(ink, getattr(theme, ground)) >= 7


@pytest.mark.parametrize("ground", ["paper", "side", "tint"])
def test_all_else_has_four_and_a_half_to_one(theme: Theme, ground: str) -> None:
    for ink in (theme.muted, theme.accent, theme.alert):
        assert contrast(ink, getattr(theme, ground)) >= 4.5
    for found in (theme.found, theme.found_now):
        assert contrast(theme.ink, found) >= 4.5


def test_every_band_can_be_read(theme: Theme) -> None:
    for band in theme.bands.values():
        assert contrast(band.ink, band.ground) >= 4.5


@pytest.mark.parametrize(
    ("marking", "name"),
    [
        (None, "none"),
        ("", "none"),
        ("PUBLIC", "plain"),
        ("OFFICIAL", "plain"),
        ("Official - Sensitive", "sensitive"),
        ("RESTREINT UE/EU RESTRICTED", "sensitive"),
        ("TOP SECRET//NOFORN", "secret"),
        ("tlp:amber+strict", "tlp:amber"),
        ("TLP: RED", "tlp:red"),
    ],
)
def test_a_marking_has_its_band(theme: Theme, marking: str | None, name: str) -> None:
    assert theme.band(marking) is theme.bands[name]


def test_a_theme_that_is_not_there_is_no_silent_default() -> None:
    with pytest.raises(OSError, match="no-such"):
        load_theme(resources(), "no-such")
