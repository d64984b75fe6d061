"""One self-contained HTML file of a run, for people who would rather look than read."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant.language import Language
from evals.gates import Gate, load_gates
from evals.labelling import calibration
from evals.measures import LOWER_IS_BETTER
from evals.reporting import plots
from evals.reporting.embedded import as_script, case_list
from evals.reporting.numbers import amount, interval
from evals.reporting.texts import Texts
from evals.reporting.verdicts import (
    Measured,
    gate_text,
    lagging,
    unit_of,
    value_text,
    verdicts,
    weigh,
)
from evals.scorers.checking import reliability_of
from evals.scores import Figure
from evals.store import RunError, RunFolder

_HERE = Path(__file__).parent
_STATUSES = ("good", "watch", "bad", "withheld", "not_run", "no_gate")
_ICONS = {"good": "✓", "watch": "!", "bad": "✗", "withheld": "?", "not_run": "–", "no_gate": "○"}


def write_report(
    folder: RunFolder,
    language: Language,
    *,
    gates: Sequence[Gate] | None = None,
    reveal_test: bool = False,
) -> Path:
    """Write `report.html` in the run's folder; returns where it is.

    `gates` are those of `gates.toml` unless given. Test cases show only ids and scores unless
    `reveal_test`. Raises RunError when the run cannot be read or was not finished, and GateError
    when the gates cannot be used.
    """
    html = render(folder, language, load_gates() if gates is None else gates, reveal_test)
    path = folder.path / "report.html"
    fresh = path.with_suffix(".new")
    fresh.write_text(html, encoding="utf-8")
    fresh.replace(path)
    return path


def render(
    folder: RunFolder, language: Language, gates: Sequence[Gate], reveal_test: bool = False
) -> str:
    """The page of a run as one string; raises RunError as `write_report` does."""
    config = folder.config()
    if not (folder.path / "summary.json").exists():
        raise RunError(
            f"the run {folder.name} was not finished, so there is nothing to report; "
            f"finish it with `kompas eval run --out {folder.path}`"
        )
    summary = folder.summary()
    scored = list(folder.rows())
    rows = [one.row for one in scored]
    t = Texts(language)
    cases = case_list(scored, t, reveal_test=reveal_test)
    measured = weigh(summary.figures, gates, calibration(folder))
    found = verdicts(measured, gates, language)
    matrix, messages = plots.confusion(rows)
    bins, speed = reliability_of(rows), plots.speed(rows)
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    script = (_HERE / "report.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["status_icon"] = _ICONS.__getitem__
    return environment.get_template("report.html.j2").render(
        t=t,
        language=language,
        run=folder.name,
        style=Markup(style),  # our own file
        script=Markup(script),  # our own file
        policy=_policy(script),
        facts=_facts(config, summary.seconds, rows, t),
        verdicts=found,
        counts=[
            (status, sum(v.status == status for v in found))
            for status in _STATUSES
            if any(v.status == status for v in found)
        ],
        statuses=_STATUSES,
        shown=lambda measured: _shown(measured, t),
        gauge=plots.gauge,
        dots=plots.dot_lines(summary.figures, gates, t),
        axis=[amount(tick, "share", language) for tick in (0.0, 0.5, 1.0)],
        matrix=matrix,
        messages=messages,
        routes=plots.ROUTES,
        bins=bins,
        curve=plots.reliability_curve(bins, t) if bins else None,
        speed=speed,
        histogram=plots.speed_histogram(speed, t) if speed else None,
        amount=lambda value, unit: amount(value, unit, language),
        lagging=[(_cells(one, t), _cells(whole, t)) for one, whole in lagging(summary.figures)],
        lower=LOWER_IS_BETTER,
        problems=summary.problems,
        figures=[_shown(m, t) for m in measured],
        settings=_flat(config),
        cases=len(cases),
        held=sum("held" in case for case in cases),
        data=as_script({"cases": cases, "texts": _page_texts(cases, t), "language": language}),
    )


def _policy(script: str) -> str:
    """What the page may do: run this one script, and reach nothing outside itself."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def _facts(config: Mapping[str, Any], seconds: float, rows: Sequence[Any], t: Texts) -> list[str]:
    facts = [t("ui.cases_n", n=len(rows))]
    if isinstance(config.get("engine"), str):
        facts.append(t("ui.engine", engine=config["engine"]))
    if isinstance(config.get("split"), str):
        facts.append(t("ui.split", split=t.slice(config["split"])))
    if seconds:
        minutes, rest = divmod(round(seconds), 60)
        took = f"{minutes} min {rest} s" if minutes else f"{rest} s"
        facts.append(t("ui.took", time=took))
    return facts


def _cells(figure: Figure, t: Texts) -> dict[str, Any]:
    """A figure in words, with what the page needs to show its cases."""
    unit = unit_of(figure)
    return {
        "suite_id": figure.suite,
        "metric": figure.metric,
        "slice_id": figure.slice,
        "suite": t.suite(figure.suite),
        "measure": t.measure(figure.metric),
        "slice": t.slice(figure.slice),
        "value": amount(figure.value, unit, t.language),
        "margin": interval(figure.low, figure.high, unit, t.language),
        "n": figure.n,
    }


def _shown(measured: Measured, t: Texts) -> dict[str, Any]:
    gate = ""
    if measured.gate is not None:
        gate = gate_text(measured.gate, unit_of(measured.figure), t)
    because = measured.gate.because if measured.gate is not None else ""
    agreement = ""
    if measured.calibration is not None:
        kappa = measured.calibration.kappa
        agreement = t(
            "ui.agreement",
            kappa=amount(kappa.value, "", t.language),
            margin=interval(kappa.low, kappa.high, "", t.language),
            n=measured.calibration.n,
        )
    return _cells(measured.figure, t) | {
        "value": value_text(measured, t.language),
        "status": measured.status,
        "gate": gate,
        "because": because,
        "agreement": agreement,
    }


def _flat(value: Any, path: str = "") -> list[tuple[str, str]]:
    """A configuration as (dotted key, value) lines."""
    if isinstance(value, Mapping):
        return [
            line
            for key, below in value.items()
            for line in _flat(below, f"{path}.{key}".strip("."))
        ]
    return [(path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))]


def _page_texts(cases: Sequence[Mapping[str, Any]], t: Texts) -> dict[str, Any]:
    """The names of all that occurs in the cases, and the words of the page's own script."""
    metrics = {metric for case in cases for metric, _, _ in case["scores"]}
    criteria = {said[0] for case in cases for said in case.get("judged", [])}
    routes = {
        turn["reply"]["route"]
        for case in cases
        for turn in (*case.get("turns", []), *case.get("twin", []))
        if turn["reply"]
    }
    slices = {case["kind"] for case in cases} | {case["language"] for case in cases} | routes
    return {
        "ui": t.section("ui"),
        "measure": {metric: t.measure(metric) for metric in metrics},
        "criterion": {criterion: t.criterion(criterion) for criterion in criteria},
        "suite": {suite: t.suite(suite) for suite in {case["suite"] for case in cases}},
        "slice": {slice_: t.slice(slice_) for slice_ in slices},
    }
