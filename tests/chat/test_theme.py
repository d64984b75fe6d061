"""Whether the colours can be read."""

from __future__ import annotations

import colorsys
import json
from pathlib import Path

import pytest

# Text on its ground: the smallest contrast WCAG AA allows for running text is 4.5.
PAIRS = [
    ("--foreground", "--background"),
    ("--card-foreground", "--card"),
    ("--muted-foreground", "--background"),
    ("--muted-foreground", "--card"),
    ("--primary-foreground", "--primary"),
    ("--accent-foreground", "--accent"),
    ("--secondary-foreground", "--secondary"),
    ("--destructive-foreground", "--destructive"),
]


def luminance(colour: str) -> float:
    """Relative luminance of "hue saturation% lightness%"."""
    hue, saturation, lightness = (float(part.rstrip("%")) for part in colour.split())
    channels = colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].strip("-"))
def test_text_stands_out_from_its_ground(
    mode: str, pair: tuple[str, str], project_root: Path
) -> None:
    theme = json.loads((project_root / "public" / "theme.json").read_text(encoding="utf-8"))
    light, dark = sorted((luminance(theme["variables"][mode][name]) for name in pair), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
