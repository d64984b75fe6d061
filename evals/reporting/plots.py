"""The plots: tables with SVG drawn into them, so that a screen reader gets the figures themselves.

Positions are percentages, so that a plot is as wide as the screen and its text keeps its size.
Every function returns markup that is safe: values are escaped as they are filled in.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from assistant.conversation import Route
from assistant.language import Language
from evals.gates import Gate
from evals.measures import LOWER_IS_BETTER
from evals.reporting.numbers import amount
from evals.reporting.texts import Texts
from evals.rows import Row
from evals.scores import Figure

KEY_MEASURES: dict[str, tuple[str, ...]] = {
    "golden": ("answered", "facts_present", "right_theme", "claims_supported"),
    "coaching": ("answered", "facts_present", "claims_supported", "one_question"),
    "follow_up": ("answered", "facts_present"),
    "unanswerable": ("declined_unanswerable", "over_refusal"),
    "safety": ("crisis_caught", "boundary_kept", "false_crisis"),
    "injection": ("injection_resisted", "canary_kept", "benign_let_through"),
    "bilingual_pairs": ("pair_same_outcome", "pair_same_passages", "pair_same_facts"),
    "retrieval": ("recall@10", "nDCG@10"),
    "claims": ("check_balanced_accuracy", "check_auroc"),
    "outside_claims": ("check_balanced_accuracy", "check_auroc"),
    "outside_messages": ("route_right", "over_refusal"),
}
ROUTES: tuple[Route, ...] = (
    "crisis",
    "boundary",
    "injection",
    "smalltalk",
    "out_of_scope",
    "coach",
)
_CLASSES = ("all", "nl", "en", "nl>en", "en>nl", "nl+en")


@dataclass(frozen=True, slots=True)
class Mark:
    """One dot of a plot. `shape` and colour both tell the slice, so that colour is never alone."""

    figure: Figure
    shape: str
    label: str
    value: str
    margin: str


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of the dot plot: its marks (one a language) and the drawing."""

    measure: str
    lower_is_better: bool
    marks: tuple[Mark, ...]
    drawing: Markup


@dataclass(frozen=True, slots=True)
class Cell:
    """How often a route was taken for one sort of message, and how often that was wrong."""

    n: int
    wrong: int
    share: float


@dataclass(frozen=True, slots=True)
class Speed:
    """Waiting times in milliseconds: bins of (from, to, how many) and two quantiles."""

    bins: tuple[tuple[float, float, int], ...]
    median: float
    p95: float
    n: int


def dot_lines(
    figures: Sequence[Figure], gates: Sequence[Gate], t: Texts
) -> list[tuple[str, list[Line]]]:
    """(suite, lines) of the key measures; by language where it was measured, else as a whole."""
    found = []
    for suite, metrics in KEY_MEASURES.items():
        judged = sorted({f.metric for f in figures if f.metric.startswith("judge:")})
        lines = []
        for metric in (*metrics, *judged):
            of = {
                f.slice: f
                for f in figures
                if (f.suite, f.metric) == (suite, metric) and not math.isnan(f.value) and f.n
            }
            languages = [key for key in ("nl", "en", "nl>en", "en>nl") if key in of]
            chosen = [of[key] for key in languages or of if key in _CLASSES]
            if chosen:
                gate = next(
                    (g for g in gates if (g.suite, g.metric, g.slice) == (suite, metric, "all")),
                    None,
                )
                lines.append(_line(metric, chosen, gate, t))
        if lines:
            found.append((t.suite(suite), lines))
    return found


def gauge(value: float, low: float | None, high: float | None, gate: float | None) -> Markup:
    """One share with its interval and threshold on a track from 0 to 1; it says nothing aloud."""
    return _track([("all", value, low, high)], gate, height=16)


def confusion(rows: Iterable[Row]) -> tuple[list[tuple[str, list[Cell]]], int]:
    """(row key, a cell for each of ROUTES) and the number of messages counted.

    A case may allow several routes; it stands in the row of the strictest of them, and each cell
    tells how many of its messages were not allowed to end there.
    """
    counts: Counter[tuple[str, Route]] = Counter()
    wrong: Counter[tuple[str, Route]] = Counter()
    for row in rows:
        allowed = row.case.expected.routes
        if row.last is None or not allowed:
            continue
        key = (_strictest(allowed), row.last.route)
        counts[key] += 1
        wrong[key] += row.last.route not in allowed
    table = []
    for name in ("crisis", "boundary", "injection", "smalltalk", "out_of_scope", "free"):
        total = sum(counts[name, route] for route in ROUTES)
        if total:
            cells = [Cell(counts[name, r], wrong[name, r], counts[name, r] / total) for r in ROUTES]
            table.append((name, cells))
    return table, sum(counts.values())


Bin = tuple[float, float, int]
"""Of the grounding check: (mean certainty, share that is true, how many claims)."""


def reliability_curve(bins: Sequence[Bin], t: Texts) -> Markup:
    """The curve of `bins` in a square, with the diagonal of a check that is just as sure as right."""
    left, top, size = 46, 10, 260
    most = max(n for _, _, n in bins)

    def place(x: float, y: float) -> tuple[float, float]:
        return left + x * size, top + (1 - y) * size

    parts = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        (x, y), label = place(tick, tick), amount(tick, "share", t.language)
        parts.append(
            Markup(
                '<line class="grid" x1="{x0}" x2="{x1}" y1="{y}" y2="{y}"/>'
                '<text class="tick" x="{tx}" y="{ty}" text-anchor="end">{label}</text>'
                '<text class="tick" x="{x}" y="{bottom}" text-anchor="middle">{label}</text>'
            ).format(
                x0=left,
                x1=left + size,
                x=f"{x:.1f}",
                y=f"{y:.1f}",
                tx=left - 6,
                ty=f"{y + 4:.1f}",
                bottom=top + size + 16,
                label=label,
            )
        )
    points = [place(certainty, true) for certainty, true, _ in bins]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    circles = Markup("").join(
        Markup('<circle class="bin" cx="{}" cy="{}" r="{}"/>').format(
            f"{x:.1f}", f"{y:.1f}", f"{4 + 8 * math.sqrt(n / most):.1f}"
        )
        for (x, y), (_, _, n) in zip(points, bins, strict=True)
    )
    return Markup(
        '<svg class="curve" viewBox="0 0 320 310" aria-hidden="true">{grid}'
        '<line class="ideal" x1="{left}" y1="{bottom}" x2="{right}" y2="{top}"/>'
        '<polyline class="observed" points="{path}"/>{circles}'
        '<text class="axis" x="{middle}" y="305" text-anchor="middle">{x_name}</text>'
        '<text class="axis" text-anchor="middle" transform="translate(11 {half}) rotate(-90)">{y_name}</text>'
        "</svg>"
    ).format(
        grid=Markup("").join(parts),
        left=left,
        right=left + size,
        top=top,
        bottom=top + size,
        middle=left + size / 2,
        half=top + size / 2,
        path=path,
        circles=circles,
        x_name=t("ui.reliability_x"),
        y_name=t("ui.reliability_y"),
    )


def speed(rows: Iterable[Row]) -> Speed | None:
    """Waiting times of all replies in bins that each double the time; None without replies."""
    times = [
        reply.timings_ms["total"]
        for row in rows
        for reply in row.replies
        if reply.timings_ms.get("total", 0) > 0
    ]
    if not times:
        return None
    x = np.asarray(times)
    first, last = math.floor(math.log2(x.min())), math.floor(math.log2(x.max()))
    edges = 2.0 ** np.arange(first, last + 2)
    counts, _ = np.histogram(x, edges)
    bins = tuple(
        (float(low), float(high), int(n))
        for low, high, n in zip(edges[:-1], edges[1:], counts, strict=True)
    )
    return Speed(bins, float(np.quantile(x, 0.5)), float(np.quantile(x, 0.95)), len(times))


def speed_histogram(found: Speed, t: Texts) -> Markup:
    """Bars for `found`, with the median and the 95th percentile drawn through them."""
    height, base, top = 240, 190, 66
    low, high = found.bins[0][0], found.bins[-1][1]
    most = max(n for _, _, n in found.bins)

    def x(ms: float) -> float:
        return 100 * math.log2(ms / low) / math.log2(high / low)

    parts: list[Markup] = []
    # Labels of neighbouring edges would run into each other on a narrow screen.
    every = max(1, math.ceil(len(found.bins) / 5))
    for place, (start, end, n) in enumerate(found.bins):
        tall = (base - top) * n / most
        if n:
            parts.append(
                Markup(
                    '<rect class="bar" x="{}%" width="{}%" y="{}" height="{}" rx="2"/>'
                    '<text class="tick" x="{}%" y="{}" text-anchor="middle">{}</text>'
                ).format(
                    f"{x(start) + 0.4:.2f}",
                    f"{x(end) - x(start) - 0.8:.2f}",
                    f"{base - max(tall, 2):.1f}",
                    f"{max(tall, 2):.1f}",
                    f"{(x(start) + x(end)) / 2:.2f}",
                    f"{base - max(tall, 2) - 5:.1f}",
                    n,
                )
            )
        if place % every == 0:
            anchor = "start" if place == 0 else "middle"
            parts.append(_tick(x(start), base + 18, anchor, amount(start, "ms", t.language)))
    for value, key, line in (
        (found.median, "ui.speed_median", 32),
        (found.p95, "ui.speed_p95", 14),
    ):
        at = x(value)
        anchor = "end" if at > 45 else "start"
        parts.append(
            Markup(
                '<line class="quantile" x1="{at}%" x2="{at}%" y1="{y0}" y2="{base}"/>'
                '<text class="quantile-name" x="{at}%" dx="{dx}" y="{y}" text-anchor="{anchor}">{text}</text>'
            ).format(
                at=f"{at:.2f}",
                y0=line - 10,
                base=base,
                dx=-6 if anchor == "end" else 6,
                y=line,
                anchor=anchor,
                text=t(key, value=amount(value, "ms", t.language)),
            )
        )
    return Markup(
        '<svg class="histogram" width="100%" height="{height}" aria-hidden="true">'
        '<line class="base" x1="0" x2="100%" y1="{base}" y2="{base}"/>{parts}'
        '<text class="axis" x="50%" y="{last}" text-anchor="middle">{name}</text></svg>'
    ).format(
        height=height,
        base=base,
        last=height - 8,
        parts=Markup("").join(parts),
        name=t("ui.wait"),
    )


def _tick(x: float, y: float, anchor: str, text: str) -> Markup:
    return Markup('<text class="tick" x="{}%" y="{}" text-anchor="{}">{}</text>').format(
        f"{x:.2f}", y, anchor, text
    )


def _strictest(allowed: frozenset[Route]) -> str:
    """The row of the confusion matrix; a message that may just be answered is "free"."""
    if "coach" in allowed and "injection" not in allowed:
        return "free"
    if allowed >= {"coach", "smalltalk"}:
        return "free"
    if "injection" in allowed:
        return "injection"
    if "boundary" in allowed:
        return "boundary"
    return next(route for route in ROUTES if route in allowed)


_SHAPES = {"nl": "nl", "en": "en", "nl>en": "cross", "en>nl": "cross2"}


def _line(metric: str, figures: Sequence[Figure], gate: Gate | None, t: Texts) -> Line:
    marks = tuple(
        Mark(
            figure,
            _SHAPES.get(figure.slice, "all"),
            t.slice(figure.slice),
            amount(figure.value, figure.unit, t.language),
            _margin(figure, t.language),
        )
        for figure in figures
    )
    drawn = [(m.shape, m.figure.value, m.figure.low, m.figure.high) for m in marks]
    threshold = gate.threshold if gate is not None else None
    drawing = _track(drawn, threshold, height=12 + 15 * len(drawn))
    return Line(t.measure(metric), metric in LOWER_IS_BETTER, marks, drawing)


def _margin(figure: Figure, language: Language) -> str:
    if figure.low is None or figure.high is None:
        return "–"
    return (
        f"{amount(figure.low, figure.unit, language)}–{amount(figure.high, figure.unit, language)}"
    )


# A mark at 0 % or 100 % must not be cut off: the track leaves a little room on both sides.
def _x(value: float) -> str:
    return f"{2 + 96 * min(1.0, max(0.0, value)):.2f}%"


def _track(
    marks: Sequence[tuple[str, float, float | None, float | None]],
    gate: float | None,
    *,
    height: int,
) -> Markup:
    parts = [
        Markup('<line class="grid" x1="{x}" x2="{x}" y1="0" y2="{h}"/>').format(
            x=_x(tick), h=height
        )
        for tick in (0, 0.25, 0.5, 0.75, 1)
    ]
    if gate is not None:
        parts.append(
            Markup('<line class="gate" x1="{x}" x2="{x}" y1="0" y2="{h}"/>').format(
                x=_x(gate), h=height
            )
        )
    step = height / len(marks) if marks else height
    for place, (shape, value, low, high) in enumerate(marks):
        y = f"{step * (place + 0.5):.1f}"
        if low is not None and high is not None:
            parts.append(
                Markup('<line class="interval {}" x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(
                    shape, _x(low), _x(high), y=y
                )
            )
        if shape == "nl":
            parts.append(
                Markup('<circle class="mark nl" cx="{}" cy="{}" r="5"/>').format(_x(value), y)
            )
        else:
            # A diamond for English, a square for what is no single language.
            turned = shape == "en"
            parts.append(
                Markup(
                    '<svg x="{}" y="{}" overflow="visible"><rect class="mark {}" x="-4.5" y="-4.5" width="9" height="9"{}/></svg>'
                ).format(_x(value), y, shape, Markup(' transform="rotate(45)"') if turned else "")
            )
    return Markup('<svg class="track" width="100%" height="{}" aria-hidden="true">{}</svg>').format(
        height, Markup("").join(parts)
    )
