"""How near a question is to each passage, by vectors, on one scale.

Three vectors speak for a passage: its own, the nearest of its sentences, and the two nearest of the
lines in which a curator wrote how leaders ask for it (document expansion: Nogueira et al., 2019,
"Document Expansion by Query Prediction"). Two questions are nearer to each other than a question is
to a passage, and all e5 vectors point the same way for a good part, which says nothing about the
subject. So the average question, known from the asked lines, is taken out of a question: what is
left is how much nearer it is than just any question. That puts the three on one scale, where a
difference of 0.01 means the same, and takes the favour from passages that are near to everything
(hubness: Dinu et al., 2015, "Improving zero-shot learning by mitigating the hubness problem").

The level is put back afterwards, so that nearness reads as a cosine. Without asked lines there is
no average to take out, and without sentences as well it is the plain cosine.
"""

from __future__ import annotations

import numpy as np

from assistant.library.index import Generation

OWN, ASKED, SENTENCE = 0.3, 0.5, 0.2
# How much higher questions lie to asked lines than to passages, on average, uncentred.
ASKED_HIGHER = 0.02
# So many lines are needed before their average counts for half.
_LINES = 100


class Nearness:
    """The vectors of one generation, and the average question it knows."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        lines = generation.asked.matrix
        self._trust = len(lines) / (len(lines) + _LINES)
        own = generation.passage_vectors
        self._average = np.zeros(own.shape[1], dtype=np.float32)
        self._level = 0.0
        self._last = (np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32))
        if len(lines) and len(own):
            self._average = (self._trust * lines.mean(axis=0)).astype(np.float32)
            self._level = float((own @ self._average).mean())

    def centred(self, vector: np.ndarray) -> np.ndarray:
        """The question [d] without what it shares with the average question."""
        result: np.ndarray = vector - self._average
        return result

    def of(self, vector: np.ndarray) -> np.ndarray:
        """Nearness of a question [d] to every passage, float32 [passages]; about -1 to 1.

        Where a passage has no asked lines or no sentences, its own vector speaks for them.
        """
        # A reply asks this of the same question several times.
        last, before = self._last
        if np.array_equal(last, vector):
            return before
        question = self.centred(vector)
        own = self._generation.passage_vectors @ question
        higher = (1 - self._trust) * ASKED_HIGHER
        asked = self._generation.asked.best_two(question, own + higher) - higher
        sentence = self._generation.sentences.best(question, own)
        near: np.ndarray = OWN * own + ASKED * asked + SENTENCE * sentence + self._level
        near.setflags(write=False)
        self._last = (vector, near)
        return near
