"""Figures as people read them, in Dutch and English: 97.3% and 97,3%, 41 ms, 1.2 s."""

from __future__ import annotations

import math

from assistant.language import Language

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def amount(value: float, unit: str, language: Language, apart_from: float | None = None) -> str:
    """A value in its unit ("share", "points", "ms", "tokens", "money" in whatever currency, or "" for a plain
    number).

    A share that is not quite all or nothing is never rounded to 100% or 0%, and one that is not
    quite `apart_from` (its threshold) is not rounded to look the same.
    """
    if apart_from is not None and unit == "share" and value != apart_from:
        coarse = amount(value, unit, language)
        if coarse == amount(apart_from, unit, language):
            return _decimal(f"{value * 100:.1f}%", language)
        return coarse
    if math.isnan(value):
        return "–"
    if unit == "share":
        return _decimal(f"{_places(value * 100)}%", language)
    if unit == "points":
        name = "punt" if language == "nl" else "points"
        return _decimal(f"{value * 100:.1f}", language) + NBSP + name
    if unit == "ms":
        if value >= 1000:
            return _decimal(f"{value / 1000:.1f}", language) + NBSP + "s"
        return f"{value:.0f}{NBSP}ms"
    if unit == "money":
        return _decimal(f"{value:.4f}" if value < 0.1 else f"{value:.2f}", language)
    text = f"{value:.0f}" if value == round(value) or abs(value) >= 100 else f"{value:.2f}"
    return _decimal(text, language)


def interval(low: float | None, high: float | None, unit: str, language: Language) -> str:
    """ "94% – 98%", or a dash where there is no interval."""
    if low is None or high is None:
        return "–"
    return f"{amount(low, unit, language)} – {amount(high, unit, language)}"


def points(value: float, unit: str, language: Language) -> str:
    """A difference with its sign; of shares in percentage points."""
    if unit == "share":
        text = f"{value * 100:+.1f}" + NBSP + ("pt" if language == "nl" else "pp")
    else:
        text = f"{value:+.2f}"
    return _decimal(text.replace("-", MINUS), language)


def _places(percent: float) -> str:
    rounded = f"{percent:.0f}"
    if rounded in ("0", "100") and percent not in (0.0, 100.0):
        finer = f"{percent:.1f}"
        if finer == "100.0":
            return ">99.9"
        return "<0.1" if finer == "0.0" else finer
    return rounded


def _decimal(text: str, language: Language) -> str:
    return text.replace(".", ",") if language == "nl" else text
