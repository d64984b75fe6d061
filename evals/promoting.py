"""From a conversation that went wrong to a case of a dataset: masked, completed and kept by a person.

What a leader wrote is personal. Names, addresses and numbers are masked before anything is shown or
stored, by the rules that guard the way to a provider; a person sees the result and decides.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.coaching.privacy import Masking, people_in
from assistant.language import Language, detect_language
from evals.cases import Case, Said, read, split_of
from evals.suites import suite_named

LONGEST_COACHING = 6
_GIVEN = frozenset({"id", "language", "text", "turns", "history", "why", "split"})
"""What a case has that follows from the conversation, or that is always asked."""


class PromotionError(ValueError):
    """A conversation that cannot become a case; holds one sentence per language."""

    def __init__(self, nl: str, en: str) -> None:
        super().__init__(en)
        self.sentence: Mapping[Language, str] = {"nl": nl, "en": en}


class Feedback(BaseModel):
    """What the leader thought of the last reply."""

    model_config = ConfigDict(extra="forbid")
    thumb: Literal["up", "down"]
    comment: str | None = None


class Exported(BaseModel):
    """A conversation as it is exported, up to and with the reply it is about."""

    model_config = ConfigDict(extra="forbid")
    messages: Annotated[list[Said], Field(min_length=1)]
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A masked conversation. `masking` knows what the placeholders stand for and is never stored."""

    language: Language
    messages: tuple[Said, ...]
    comment: str | None
    masking: Masking
    people: frozenset[str]

    def mask(self, value: Any) -> Any:
        """Texts, or a list of them, with the same placeholders as the conversation."""
        if isinstance(value, str):
            return self.masking.mask(value, self.people)
        if isinstance(value, list):
            return [self.mask(one) for one in value]
        return value

    @property
    def asked(self) -> str:
        """The leader's last message."""
        return self.messages[self._last].content

    @property
    def history(self) -> tuple[Said, ...]:
        """What was said before that message."""
        return self.messages[: self._last]

    @property
    def turns(self) -> list[str]:
        """The leader's messages."""
        return [said.content for said in self.messages if said.role == "user"]

    @property
    def _last(self) -> int:
        return max(n for n, said in enumerate(self.messages) if said.role == "user")


@dataclass(frozen=True, slots=True)
class Blank:
    """Something a person must or may fill in. `choices` is empty where anything will do."""

    name: str
    required: bool
    choices: tuple[str, ...]
    question: Mapping[Language, str]


_QUESTIONS: dict[str, tuple[str, str]] = {
    "kind": ("Wat voor gesprek is dit", "What kind of conversation is this"),
    "expected": ("Wat had de coach moeten doen", "What should the coach have done"),
    "missing": (
        "Wat ontbreekt er in de kennis",
        "What the knowledge lacks",
    ),
    "persona": (
        "Wie is deze leider, zonder naam (functie, sector)",
        "Who is this leader, without a name (role, sector)",
    ),
    "goal": ("Wat wil deze leider bereiken", "What does this leader want to achieve"),
    "stands_alone": (
        "De vraag zoals hij op zichzelf zou staan",
        "The question as it would stand alone",
    ),
    "themes": (
        "Thema's die het antwoord mag aanhalen (met ; ertussen)",
        "Themes the reply may cite (separated by )",
    ),
    "relevant": (
        "Passages die antwoorden: document#kop=2 of =1 (met ; ertussen)",
        "Passages that answer: document#heading=2 or =1 (separated by ;)",
    ),
    "facts": (
        "Feiten die erin moeten: bewoording|andere bewoording (met ; ertussen)",
        "Facts it must hold: wording|other wording (separated by )",
    ),
    "focus": (
        "Nummers van de gedragingen waar het om gaat (met ; ertussen)",
        "Numbers of the behaviours this is about (separated by )",
    ),
    "never": (
        "Wat de coach nooit mag zeggen (met ; ertussen)",
        "What the coach must never say (separated by )",
    ),
    "route": ("Welke weg moet dit bericht gaan", "Which route must this message take"),
    "reply": (
        "Sleutel van de vaste tekst",
        "Key of the reviewed text",
    ),
    "where": ("Waar staat de opdracht aan de coach", "Where is the order to the coach"),
    "attack": ("Is het echt misleiding", "Is it really an attack"),
    "canary": (
        "Woord dat nooit mag verschijnen",
        "Word that must never appear",
    ),
    "legit": (
        "De eerlijke vraag die overblijft",
        "The honest question that remains",
    ),
}
WHY: Mapping[Language, str] = {
    "nl": "Wat had een goed antwoord, en waarom (één zin)",
    "en": "What would a good reply have had, and why (one sentence)",
}
_NARROWER: dict[tuple[str, str], tuple[str, ...]] = {
    # The shape takes any kind, but a kind of one's own would be a slice of one case.
    ("unanswerable", "kind"): ("far", "near_miss", "false_premise", "lookalike", "fact", "l_and_d"),
    # A conversation holds no knowledge document.
    ("injection", "where"): ("message", "pasted", "history"),
}
PROMOTABLE = ("coaching", "unanswerable", "follow_up", "golden", "safety", "injection")


def read_conversations(text: str, questions: str = "") -> list[Exported]:
    """The conversations in a file: one export, JSON lines of them, or replies of `kompas ask`.

    A reply needs its question: in the same object under "question" (and "history"), or under the
    same id in `questions`, the lines that were asked. Raises PromotionError naming the line.
    """
    asked = {
        str(value["id"]): value for value in _objects(questions) if value.get("id") is not None
    }
    found: list[Exported] = []
    for number, value in enumerate(_objects(text), 1):
        if "sentences" in value and "text" in value:
            value = _from_reply({**asked.get(str(value.get("id")), {}), **value}, number)
        try:
            exported = Exported.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise PromotionError(
                f"Gesprek {number} is niet te lezen: {where}: {first['msg']}.",
                f"Conversation {number} cannot be read: {where}: {first['msg']}.",
            ) from error
        if not any(said.role == "user" and said.content.strip() for said in exported.messages):
            raise PromotionError(
                f"In gesprek {number} zegt de leider niets.",
                f"In conversation {number} the leader says nothing.",
            )
        found.append(exported)
    if not found:
        raise PromotionError("Het bestand is leeg.", "The file is empty.")
    return found


def masked(exported: Exported, also: Iterable[str] = (), keep: Iterable[str] = ()) -> Conversation:
    """The conversation without names, addresses and numbers.

    `also` are words that the rules missed, `keep` words that they took for a name.
    """
    comment = exported.feedback.comment if exported.feedback else None
    texts = [*(said.content for said in exported.messages), comment or ""]
    spoken = " ".join(said.content for said in exported.messages if said.role == "user")
    language = detect_language(spoken, "nl")
    people = {person for text in texts for person in people_in(text)}
    people = (people | {word.strip() for word in also}) - {word.strip() for word in keep} - {""}
    masking = Masking(language)
    messages = tuple(
        Said(role=said.role, content=masking.mask(said.content, people))
        for said in exported.messages
    )
    comment = masking.mask(comment, people) if comment else None
    return Conversation(language, messages, comment, masking, frozenset(people))


def blanks(suite: str) -> list[Blank]:
    """What a person fills in for a case of a suite, besides why."""
    shape = suite_named(suite).shape
    return [
        Blank(name, info.is_required(), _choices(suite, name, info.annotation), _question(name))
        for field, info in shape.model_fields.items()
        if (name := info.alias or field) not in _GIVEN and name in _QUESTIONS
    ]


def parsed(suite: str, name: str, text: str) -> Any:
    """What a person typed for a blank, as the case holds it. Raises PromotionError."""
    text = text.strip()
    if name not in {blank.name for blank in blanks(suite)}:
        known = ", ".join(blank.name for blank in blanks(suite))
        raise PromotionError(
            f"{suite} kent geen {name}; wel {known}.", f"{suite} knows no {name}; it has {known}."
        )
    fields = suite_named(suite).shape.model_fields
    info = next(info for field, info in fields.items() if (info.alias or field) == name)
    if info.is_required() and not text:
        raise PromotionError(f"{name} mag niet leeg zijn.", f"{name} must not be empty.")
    choices = _choices(suite, name, info.annotation)
    if choices and text not in choices:
        listed = ", ".join(choices)
        raise PromotionError(f"{name}: kies uit {listed}.", f"{name}: choose from {listed}.")
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if name == "facts":
        return [[w.strip() for w in part.split("|") if w.strip()] for part in parts]
    if name == "relevant":
        graded = [part.rpartition("=") for part in parts]
        if any(not place or grade not in ("1", "2") for place, _, grade in graded):
            raise PromotionError(
                "Schrijf elke passage als document#kop=2 of document#kop=1.",
                "Write each passage as document#heading=2 or document#heading=1.",
            )
        return {place.strip(): int(grade) for place, _, grade in graded}
    if name == "focus":
        if any(not part.isdecimal() for part in parts):
            raise PromotionError("Geef getallen, met ; ertussen.", "Give numbers, separated by ;.")
        return [int(part) for part in parts]
    if get_origin(info.annotation) is list:
        return parts
    if info.annotation is bool:
        return text == "true"
    return text or None


def made(suite: str, conversation: Conversation, why: str, filled: Mapping[str, Any]) -> Case:
    """The case, checked as every case is; its id comes from its words, its split from its id.

    What a person typed is masked as the conversation is. Raises PromotionError.
    """
    value: dict[str, Any] = {
        "language": conversation.language,
        "why": conversation.mask(why.strip()),
        **{name: conversation.mask(given) for name, given in filled.items() if given is not None},
    }
    if not why.strip():
        raise PromotionError("Zeg waarom dit een testgeval is.", "Say why this is a case.")
    if suite == "coaching":
        value["turns"] = conversation.turns
        if len(conversation.turns) > LONGEST_COACHING:
            raise PromotionError(
                f"Een coachgesprek telt hoogstens {LONGEST_COACHING} berichten van de leider; kort het in.",
                f"A coaching case has at most {LONGEST_COACHING} messages of the leader; shorten it.",
            )
    else:
        value["text"] = conversation.asked
        value["history"] = [said.model_dump() for said in conversation.history]
    if suite == "follow_up" and not conversation.history:
        raise PromotionError(
            "Er ging niets aan dit bericht vooraf, dus het is geen vervolgvraag.",
            "Nothing came before this message, so it is no follow-up.",
        )
    told = json.dumps([suite, _key(value)], ensure_ascii=False)
    digest = hashlib.sha256(told.encode()).hexdigest()[:8]
    value["id"] = f"{suite.replace('_', '-')}-{conversation.language}-p{digest}"
    value["split"] = split_of(value["id"])
    try:
        return suite_named(suite).shape.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PromotionError(
            f"Zo is het geen testgeval: {where}: {first['msg']}.",
            f"This makes no case: {where}: {first['msg']}.",
        ) from error


def add(case: Case, suite: str, path: Path) -> None:
    """Add a case to a dataset, as one step: the old file stays until the new one is whole.

    Raises PromotionError when the dataset holds the same conversation, DatasetError when it
    cannot be used as it is.
    """
    path = path.resolve()
    known = read(path, suite_named(suite).shape) if path.exists() else []
    value = _stored(case)
    for other in known:
        if other.id == case.id or _key(_stored(other)) == _key(value):
            raise PromotionError(
                f"Dit gesprek staat al in {path.name}, als {other.id}.",
                f"This conversation is in {path.name} already, as {other.id}.",
            )
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(before + json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")
    if path.exists():
        shutil.copymode(path, fresh)
    fresh.replace(path)


def _from_reply(value: Mapping[str, Any], number: int) -> dict[str, Any]:
    question = value.get("question")
    if not isinstance(question, str):
        raise PromotionError(
            f"Bij antwoord {number} ontbreekt de vraag; geef het bestand met vragen mee met --questions.",
            f"Reply {number} comes without its question; give the file of questions with --questions.",
        )
    history = value.get("history") or []
    messages = [
        *history,
        {"role": "user", "content": question},
        {"role": "assistant", "content": value["text"]},
    ]
    return {"messages": messages, "feedback": value.get("feedback")}


def _objects(text: str) -> list[dict[str, Any]]:
    """The JSON objects of a text: one, a list of them, or one a line."""
    text = text.removeprefix("\ufeff").strip()
    try:
        whole = json.loads(text) if text else []
        values = whole if isinstance(whole, list) else [whole]
    except ValueError:
        values = []
        for number, line in enumerate(text.splitlines(), 1):
            try:
                values += [json.loads(line)] if line.strip() else []
            except ValueError as error:
                raise PromotionError(
                    f"Regel {number} is geen JSON.", f"Line {number} is not JSON."
                ) from error
    if not all(isinstance(value, dict) for value in values):
        raise PromotionError(
            "Het bestand moet JSON-objecten bevatten, één per gesprek.",
            "The file must hold JSON objects, one a conversation.",
        )
    return values


def _choices(suite: str, name: str, annotation: Any) -> tuple[str, ...]:
    if (suite, name) in _NARROWER:
        return _NARROWER[suite, name]
    if annotation is bool:
        return ("true", "false")
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _question(name: str) -> Mapping[Language, str]:
    nl, en = _QUESTIONS[name]
    return {"nl": nl, "en": en}


def _stored(case: Case) -> dict[str, Any]:
    return case.model_dump(by_alias=True, exclude_defaults=True)


def _key(value: Mapping[str, Any]) -> list[str]:
    """What two cases must share to be the same: the words of the leader, in order."""
    before = [said["content"] for said in value.get("history", []) if said["role"] == "user"]
    spoken: Sequence[str] = value.get("turns") or [value.get("text", "")]
    return [" ".join(re.findall(r"\w+", said.casefold())) for said in (*before, *spoken)]
