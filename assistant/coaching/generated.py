"""The generated engine: a language model writes the draft, the chain checks every claim of it.

The model answers with one JSON object that is read while it streams in: a claim goes to its check
as soon as it is complete. Nothing of a draft is shown before that.
"""

from __future__ import annotations

import asyncio
import html
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from assistant.coaching.draft import Block, DraftRequest, DraftSentence, Usage
from assistant.coaching.model import provider_error
from assistant.coaching.prompts import Prompts
from assistant.conversation import Turn
from assistant.errors import ProviderMalformed, ProviderTimeout, ProviderUnreachable
from assistant.library.passages import RetrievedPassage
from assistant.sentences import split_sentences
from assistant.tokens import count_tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage

_POINT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "passages": {"type": "array", "items": {"type": "integer"}},
    },
    "required": ["text", "passages"],
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "json_schema",
    "json_schema": {
        "name": "coaching_reply",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {
                "reflection": {"type": "string"},
                "claims": {"type": "array", "items": _POINT},
                "experiment": {"anyOf": [_POINT, {"type": "null"}]},
                "question": {"type": "string"},
                "declined": {"type": "boolean"},
            },
            "required": ["reflection", "claims", "experiment", "question", "declined"],
            "additionalProperties": False,
        },
    },
}
_MARKUP = {"nl": ("gesprek", "vraag"), "en": ("conversation", "question")}
_PER_MESSAGE = 8


class GeneratedEngine:
    """Writes drafts with a LangChain chat model."""

    def __init__(
        self, model: BaseChatModel, name: str, prompts: Prompts, *, budget: int, stall: float
    ) -> None:
        """`budget` is the most prompt tokens of one call; `stall` the most seconds of silence."""
        self._model = model
        self.name = name
        self._prompts = prompts
        self._budget = budget
        self._stall = stall

    @property
    def prompt_hashes(self) -> dict[str, str]:
        """The hashes of the prompts a draft is made with."""
        return self._prompts.hashes("coach", "redraft")

    async def draft(self, request: DraftRequest) -> AsyncIterator[DraftSentence | Usage]:
        """Yield the sentences of the model's reply as they come in; raises ProviderError."""
        messages = self.messages(request)
        offered = [item.passage.id for item in request.passages]
        reader = _Reader(offered)
        usage: Usage | None = None
        text = ""
        ended = False
        try:
            async for chunk in self._chunks(messages):
                text += _text(chunk)
                ended = ended or bool(chunk.response_metadata.get("finish_reason"))
                if chunk.usage_metadata:
                    usage = Usage(
                        int(chunk.usage_metadata["input_tokens"]),
                        int(chunk.usage_metadata["output_tokens"]),
                    )
                for sentence in reader.read(text, finished=False):
                    yield sentence
        except asyncio.CancelledError:
            raise
        except Exception as error:
            raise provider_error(error) from error
        if not ended and not _whole(text):
            # A connection that closes half-way looks like an end; the reply itself tells.
            raise ProviderUnreachable("the stream broke half-way")
        for sentence in reader.read(text, finished=True):
            yield sentence
        yield usage or Usage(
            sum(count_tokens(str(message.content)) for message in messages), count_tokens(text)
        )

    def messages(self, request: DraftRequest) -> list[BaseMessage]:
        """The messages of one call, within the budget: history goes first, from the oldest."""
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

        system = SystemMessage(self._system(request))
        _, tag = _MARKUP[request.language]
        asked = html.escape(request.question.text, quote=False)
        profile = request.question.profile
        about = f"<profile>{html.escape(profile[:400], quote=False)}</profile>\n" if profile else ""
        question = HumanMessage(f"{about}<{tag}>{asked}</{tag}>")
        left = self._budget - _cost(str(system.content)) - _cost(str(question.content))
        history: list[BaseMessage] = []
        for turn in reversed(request.question.history):
            message = _message(turn, HumanMessage, AIMessage)
            left -= _cost(str(message.content))
            if left < 0:
                break
            history.insert(0, message)
        return [system, *history, question]

    def _system(self, request: DraftRequest) -> str:
        passages = "\n\n".join(
            _passage(number, item) for number, item in enumerate(request.passages, 1)
        )
        rejected = ""
        if request.rejected:
            claims = "\n".join(f"- {html.escape(claim, quote=False)}" for claim in request.rejected)
            rejected = self._prompts.fill("redraft", request.language, claims=claims)
        return self._prompts.fill("coach", request.language, passages=passages, rejected=rejected)

    async def _chunks(self, messages: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]:
        """The chunks of the reply; a server without JSON schemas is asked again without one."""
        import openai

        try:
            async for chunk in self._patiently(messages, {"response_format": SCHEMA}):
                yield chunk
        except openai.BadRequestError:
            async for chunk in self._patiently(messages, {}):
                yield chunk

    async def _patiently(
        self, messages: list[BaseMessage], options: dict[str, Any]
    ) -> AsyncIterator[AIMessageChunk]:
        stream = aiter(self._model.astream(messages, **options))
        while True:
            try:
                chunk = await asyncio.wait_for(anext(stream), self._stall)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise ProviderTimeout("the stream fell silent") from error
            yield chunk


class _Reader:
    """Reads a JSON reply as it grows and gives each sentence once, when it is complete."""

    def __init__(self, offered: list[str]) -> None:
        self._offered = offered
        self._claims = 0
        self._reflected = False

    def read(self, text: str, *, finished: bool) -> list[DraftSentence]:
        """What became complete since the last time; raises ProviderMalformed at the end."""
        from langchain_core.utils.json import parse_partial_json

        start = text.find("{")
        try:
            data = parse_partial_json(text[start:]) if start >= 0 else None
        except ValueError:
            data = None
        if not isinstance(data, dict):
            if finished:
                raise ProviderMalformed("no JSON object in the reply")
            return []
        result: list[DraftSentence] = []
        keys = list(data)
        if not self._reflected and ("claims" in keys or finished):
            self._reflected = True
            result += _coaching(data.get("reflection"), "text")
        points = data.get("claims")
        points = points if isinstance(points, list) else []
        # The last claim may still be growing, until another key follows the list.
        complete = len(points) if finished or keys[-1:] != ["claims"] else len(points) - 1
        for point in points[self._claims : max(complete, 0)]:
            result += self._point(point, "text")
        self._claims = max(self._claims, complete)
        if finished:
            if data.get("declined") is not True:
                result += self._point(data.get("experiment"), "experiment")
            result += _coaching(data.get("question"), "question")
            if not any(isinstance(data.get(k), str | list) for k in ("reflection", "claims")):
                raise ProviderMalformed("the reply has another shape")
        return result

    def _point(self, point: Any, block: Block) -> list[DraftSentence]:
        if not isinstance(point, dict) or not isinstance(point.get("text"), str):
            return []
        numbers = point.get("passages")
        numbers = [n for n in numbers if isinstance(n, int)] if isinstance(numbers, list) else []
        ids = tuple(
            self._offered[n - 1] if 1 <= n <= len(self._offered) else f"unknown:{n}"
            for n in numbers
        )
        return [
            DraftSentence(sentence, "claim", ids, block)
            for sentence in split_sentences(_tidy(point["text"]))
        ]


def _coaching(text: Any, block: Block) -> list[DraftSentence]:
    if not isinstance(text, str) or not text.strip():
        return []
    sentences = split_sentences(_tidy(text))
    if block == "question":
        # One question a turn, whatever the model wrote.
        sentences = [s for s in sentences if s.endswith("?")][:1]
    else:
        sentences = [s for s in sentences if not s.endswith("?")][:2]
    return [DraftSentence(sentence, "coaching", (), block) for sentence in sentences]


def _whole(text: str) -> bool:
    """Whether a reply is nothing, or a whole JSON value rather than the beginning of one."""
    if not text.strip():
        return True
    try:
        json.loads(text[max(text.find("{"), 0) :])
    except ValueError:
        return not text.lstrip().startswith("{")
    return True


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _text(chunk: AIMessageChunk) -> str:
    content = chunk.content
    if isinstance(content, str):
        return content
    return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in content)


def _message(turn: Turn, human: type[BaseMessage], assistant: type[BaseMessage]) -> BaseMessage:
    kind = human if turn.role == "user" else assistant
    return kind(content=html.escape(turn.content[:6000], quote=False))


def _passage(number: int, item: RetrievedPassage) -> str:
    passage = item.passage
    text = html.escape(passage.text, quote=False)
    heading = html.escape(f"{passage.title} > {passage.heading}", quote=False)
    return f"[{number}] {heading}\n{text}"


def _cost(text: str) -> int:
    return count_tokens(text) + _PER_MESSAGE
