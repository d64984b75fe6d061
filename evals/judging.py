"""A judge: a language model that says of one conversation whether one criterion was met, and why.

Judges flatter, guess and get talked round, so: the judge is another model than the one that answers;
it gets one criterion at a time and can say yes or no only; what it reads is escaped and cannot end
its own quotation; it must quote the reply, and a quote that is not there makes the judgement
worthless. What cannot be used is unscored with the reason, never a no.
"""

from __future__ import annotations

import asyncio
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, StrictBool, StrictStr, ValidationError

from assistant.coaching.model import forbid_tracing, make_model, provider_error
from assistant.coaching.prompts import Prompts
from assistant.errors import SettingsError
from assistant.language import Language
from assistant.settings import Settings
from assistant.tokens import count_tokens
from evals.cases import Case, CoachingCase
from evals.criteria import CRITERIA, Criterion, criteria_hash, load_criteria
from evals.rows import Judgement, SeenTurn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

PROMPTS = Path(__file__).parent / "prompts"
_ROLE = "judge"
_TEMPERATURE = 0.0
_SCHEMA: dict[str, Any] = {
    "type": "json_schema",
    "json_schema": {
        "name": "judgement",
        "strict": True,
        "schema": {
            "type": "object",
            # Evidence and reason come first: a verdict given before them is only defended by them.
            "properties": {
                "evidence": {"type": "string"},
                "reason": {"type": "string"},
                "met": {"type": "boolean"},
            },
            "required": ["evidence", "reason", "met"],
            "additionalProperties": False,
        },
    },
}
_TAGS: dict[Language, tuple[str, str, str]] = {
    "nl": ("gesprek", "leider", "coach"),
    "en": ("conversation", "leader", "coach"),
}
_LAYOUT = re.compile(r"[*_#>`]+|\[\d+\]|^\s*(?:[-+•]|\d+[.)])\s+", re.MULTILINE)
_SAME = str.maketrans('‘’‚“”„«»"–—\u00a0', "'''''''''-- ")
_EDGES = " '"


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    met: StrictBool
    evidence: StrictStr
    reason: StrictStr


@dataclass(frozen=True, slots=True)
class Spent:
    """What a judge used up so far: calls and tokens, those of failed answers included."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Judge:
    """One model that judges, pinned with its instructions."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        *,
        folder: Path = PROMPTS,
        criteria: Path = CRITERIA,
    ) -> None:
        """`name` is the model's. Raises PromptError or CriteriaError when a file cannot be used."""
        self._model = model
        self._prompts = Prompts(folder)
        self._criteria = load_criteria(criteria)
        self.prompt_hashes: Mapping[str, str] = {
            **self._prompts.hashes(_ROLE),
            criteria.name: criteria_hash(criteria),
        }
        told = hashlib.sha256(json.dumps(self.prompt_hashes, sort_keys=True).encode()).hexdigest()
        self.name = f"{name}@{told[:8]}"
        """The model and what it was told: two judgements by the same name are comparable."""
        self.spent = Spent()
        self._with_schema = True

    async def judge(self, case: Case, turns: Sequence[SeenTurn]) -> list[Judgement]:
        """A judgement for each criterion that applies to the case; empty where none does.

        A provider that fails makes a judgement unscored, with what went wrong as its reason.
        """
        if not isinstance(case, CoachingCase):
            return []
        return [
            await self._judgement(criterion, case, turns)
            for criterion in self._criteria
            if criterion.unfit(case, turns) is None
        ]

    async def _judgement(
        self, criterion: Criterion, case: CoachingCase, turns: Sequence[SeenTurn]
    ) -> Judgement:
        system = self._prompts.fill(
            _ROLE,
            case.language,
            met=criterion.met[case.language],
            reads=criterion.about[case.language],
        )
        try:
            text = await self._ask(system, conversation(case, turns))
        except asyncio.CancelledError:
            raise
        except Exception as error:  # whatever a provider's client raises is no verdict on the coach
            return self._unscored(criterion, f"the judge failed: {provider_error(error).detail}")
        answer = _last_object(text)
        if answer is None:
            return self._unscored(criterion, "the judge gave no whole JSON answer")
        try:
            said = _Answer.model_validate(answer)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            return self._unscored(criterion, f"the judge's answer is off the menu: {where}")
        if not is_quote(said.evidence, criterion.replies(turns)):
            return self._unscored(criterion, "what the judge quotes is not in the reply")
        return Judgement(
            judge=self.name,
            criterion=criterion.id,
            met=said.met,
            evidence=said.evidence.strip(),
            reason=" ".join(said.reason.split()),
        )

    def _unscored(self, criterion: Criterion, reason: str) -> Judgement:
        return Judgement(
            judge=self.name, criterion=criterion.id, met=None, evidence="", reason=reason
        )

    async def _ask(self, system: str, read: str) -> str:
        """The answer; a server that knows no JSON schema is asked again, and further on, without."""
        import openai
        from langchain_core.messages import HumanMessage, SystemMessage

        messages = [SystemMessage(system), HumanMessage(read)]
        if self._with_schema:
            try:
                answer = await self._model.ainvoke(messages, response_format=_SCHEMA)
            except openai.BadRequestError:
                answer = await self._model.ainvoke(messages)
                self._with_schema = False
        else:
            answer = await self._model.ainvoke(messages)
        text = str(answer.text)
        self._count(answer, system + read, text)
        return text

    def _count(self, answer: AIMessage, asked: str, text: str) -> None:
        usage = answer.usage_metadata
        prompt = usage["input_tokens"] if usage else count_tokens(asked)
        completion = usage["output_tokens"] if usage else count_tokens(text)
        self.spent = Spent(
            self.spent.calls + 1,
            self.spent.prompt_tokens + prompt,
            self.spent.completion_tokens + completion,
        )


def judges_from(settings: Settings) -> tuple[Judge, ...]:
    """The judges that are set: none, one or two.

    Raises SettingsError when a judge would mark its own work (the coach's model, or the other
    judge's), or when a model cannot be made.
    """
    first, second = settings.judge_model, settings.second_judge_model
    if first is None and second is not None:
        raise SettingsError(
            "no first judge",
            name="KOMPAS_JUDGE_MODEL",
            problem="is missing while KOMPAS_JUDGE_MODEL_2 is set / "
            "ontbreekt terwijl KOMPAS_JUDGE_MODEL_2 wel gezet is",
        )
    wanted = [("KOMPAS_JUDGE_MODEL", first), ("KOMPAS_JUDGE_MODEL_2", second)]
    taken = {} if settings.model is None else {_bare(settings.model): "KOMPAS_MODEL"}
    judges = []
    forbid_tracing()
    for setting, name in wanted:
        if name is None:
            continue
        if _bare(name) in taken:
            other = taken[_bare(name)]
            raise SettingsError(
                f"{setting} is {other}",
                name=setting,
                problem=f"choose another model than {other} has / "
                f"kies een ander model dan dat van {other}",
            )
        taken[_bare(name)] = setting
        model = make_model(settings, name, setting=setting, temperature=_TEMPERATURE)
        judges.append(Judge(model, name))
    return tuple(judges)


def conversation(case: CoachingCase, turns: Sequence[SeenTurn]) -> str:
    """What a judge reads, escaped: no text in it can close the tag it stands in."""
    whole, leader, coach = _TAGS[case.language]
    said = [(leader if one.role == "user" else coach, one.content) for one in case.history]
    for turn in turns:
        said += [(leader, turn.message), (coach, turn.reply.text)]
    lines = [f"<{tag}>\n{html.escape(text, quote=False)}\n</{tag}>" for tag, text in said]
    return "\n".join([f"<{whole}>", *lines, f"</{whole}>"])


def is_quote(evidence: str, replies: Sequence[str]) -> bool:
    """Whether `evidence` stands in one of the replies, whole words and at least two of them.

    Layout, citation marks, capitals and the shape of quotation marks may differ.
    """
    wanted = _plain(html.unescape(evidence)).strip(_EDGES)
    if len(re.findall(r"\w+", wanted)) < 2:
        return False
    whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    return any(whole.search(_plain(reply)) for reply in replies)


def _plain(text: str) -> str:
    words = " ".join(_LAYOUT.sub(" ", text.translate(_SAME)).split()).casefold()
    # Taking a citation mark out leaves a space before the full stop that no reader sees.
    return re.sub(r" (?=[.,;:!?])", "", words)


def _last_object(text: str) -> Any:
    """The last JSON object in a text; None when there is none, or when the last is cut off."""
    decoder = json.JSONDecoder()
    found: Any = None
    at = 0
    while (start := text.find("{", at)) >= 0:
        try:
            found, at = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            found, at = None, start + 1
    return found


def _bare(model: str) -> str:
    """A model's name without its provider: the same model elsewhere is still the same model."""
    name = model.strip().casefold()
    return name.partition(":")[2] or name
