"""Is everything Kompas needs well? Each check gives one plain sentence, in both languages."""

from __future__ import annotations

import os
import platform
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from assistant.errors import KompasError
from assistant.language import Language
from assistant.settings import Settings, load_settings

State = Literal["well", "note", "wrong"]
_MARK: dict[State, str] = {"well": "✓", "note": "!", "wrong": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    check: str
    state: State
    sentence: str

    def line(self) -> str:
        """The finding as one line for a terminal."""
        return f"{_MARK[self.state]} {self.sentence}"

    def as_dict(self) -> dict[str, str]:
        """The finding for programs."""
        return {"check": self.check, "state": self.state, "sentence": self.sentence}


def examine(language: Language) -> list[Finding]:
    """Run every check; none of them changes anything and none reaches the network."""
    findings = [_python(language)]
    try:
        settings = load_settings()
    except KompasError as error:
        return [*findings, Finding("settings", "wrong", error.user_message(language))]
    checks: tuple[Callable[[Settings, Language], Finding], ...] = (
        _disk, _knowledge, _index, _embedder, _model, _key, _port, _tracing,
    )  # fmt: skip
    for check in checks:
        try:
            findings.append(check(settings, language))
        except KompasError as error:
            name = check.__name__.strip("_")
            findings.append(Finding(name, "wrong", error.user_message(language)))
    return findings


def _say(language: Language, nl: str, en: str) -> str:
    return nl if language == "nl" else en


def _python(language: Language) -> Finding:
    version = platform.python_version()
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding(
            "python",
            "well",
            _say(language, f"Python {version} is goed.", f"Python {version} is fine."),
        )
    return Finding(
        "python",
        "wrong",
        _say(
            language,
            f"Python {version} past niet; Kompas werkt met 3.11, 3.12 of 3.13.",
            f"Python {version} does not fit; Kompas works with 3.11, 3.12 or 3.13.",
        ),
    )


def _disk(settings: Settings, language: Language) -> Finding:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        probe = settings.home / f".probe-{os.getpid()}"
        probe.write_text("", encoding="utf-8")
        probe.unlink()
    except OSError:
        return Finding(
            "disk",
            "wrong",
            _say(
                language,
                f"In {settings.home} kan niet worden geschreven; geef schrijfrechten of zet KOMPAS_HOME op een andere map.",
                f"{settings.home} cannot be written to; allow writing or point KOMPAS_HOME at another folder.",
            ),
        )
    return Finding(
        "disk",
        "well",
        _say(
            language,
            f"In {settings.home} kan worden geschreven.",
            f"{settings.home} can be written to.",
        ),
    )


def _knowledge(settings: Settings, language: Language) -> Finding:
    from assistant.library.sync import check

    serious = [problem for problem in check(settings) if problem.serious]
    if serious:
        return Finding(
            "knowledge",
            "wrong",
            _say(
                language,
                f"In de kennismap kloppen {len(serious)} dingen niet; draai `kompas knowledge check`.",
                f"{len(serious)} things are wrong in the knowledge folder; run `kompas knowledge check`.",
            ),
        )
    return Finding(
        "knowledge",
        "well",
        _say(language, "De kennismap is in orde.", "The knowledge folder is well."),
    )


def _index(settings: Settings, language: Language) -> Finding:
    from assistant.library.sync import status

    report = status(settings)
    state: State = "well" if report.up_to_date else "note"
    return Finding("index", state, report.sentence(language))


def _embedder(settings: Settings, language: Language) -> Finding:
    from assistant.library.embedding import make_embedder

    embedder = make_embedder(settings)
    outside = settings.embedder.startswith("openai:")
    if outside:
        return Finding(
            "embedder",
            "note",
            _say(
                language,
                f"Zoeken gaat met {embedder.name}; je vragen gaan daarvoor naar {_where(settings, language)}.",
                f"Search uses {embedder.name}; your questions go to {_where(settings, language)} for it.",
            ),
        )
    embedder.queries(["test"])
    return Finding(
        "embedder",
        "well",
        _say(
            language,
            f"Zoeken gaat met {embedder.name}, op deze machine.",
            f"Search uses {embedder.name}, on this machine.",
        ),
    )


def _model(settings: Settings, language: Language) -> Finding:
    if settings.model is None:
        return Finding(
            "model",
            "well",
            _say(
                language,
                "Er is geen taalmodel ingesteld; de ingebouwde coach antwoordt en niets verlaat deze machine.",
                "No language model is set; the embedded coach answers and nothing leaves this machine.",
            ),
        )
    return Finding(
        "model",
        "note",
        _say(
            language,
            f"Antwoorden komen van {settings.model}; wat je schrijft gaat daarvoor naar {_where(settings, language)}.",
            f"Replies come from {settings.model}; what you write goes to {_where(settings, language)} for it.",
        ),
    )


def _where(settings: Settings, language: Language) -> str:
    if settings.openai_base_url:
        return settings.openai_base_url
    return _say(language, "de aanbieder van het model", "the provider of the model")


def _key(settings: Settings, language: Language) -> Finding:
    needed = (settings.model or "").startswith("openai:") or settings.embedder.startswith("openai:")
    if settings.openai_api_key is not None:
        return Finding(
            "key",
            "well",
            _say(
                language,
                "OPENAI_API_KEY is gezet (en wordt nergens getoond).",
                "OPENAI_API_KEY is set (and never shown).",
            ),
        )
    if needed and not settings.openai_base_url:
        return Finding(
            "key",
            "wrong",
            _say(
                language,
                "OPENAI_API_KEY ontbreekt, terwijl een OpenAI-model is ingesteld.",
                "OPENAI_API_KEY is missing while an OpenAI model is set.",
            ),
        )
    return Finding("key", "well", _say(language, "Er is geen sleutel nodig.", "No key is needed."))


def _port(settings: Settings, language: Language) -> Finding:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return Finding(
                "port",
                "note",
                _say(
                    language,
                    f"Poort {settings.port} is bezet: het venster staat al open, of zet KOMPAS_PORT op een andere poort.",
                    f"Port {settings.port} is taken: the window is open already, or set KOMPAS_PORT to another port.",
                ),
            )
    return Finding(
        "port",
        "well",
        _say(language, f"Poort {settings.port} is vrij.", f"Port {settings.port} is free."),
    )


def _tracing(_settings: Settings, language: Language) -> Finding:
    names = (
        "LANGSMITH_TRACING",
        "LANGCHAIN_TRACING_V2",
        "LANGSMITH_TRACING_V2",
        "LANGCHAIN_TRACING",
    )
    on = [name for name in names if os.environ.get(name, "").lower() in ("true", "1", "yes", "on")]
    if on:
        return Finding(
            "tracing",
            "wrong",
            _say(
                language,
                f"{on[0]} staat aan en zou gesprekken naar buiten sturen; Kompas negeert het, maar zet het liever uit.",
                f"{on[0]} is on and would send conversations outside; Kompas ignores it, but better switch it off.",
            ),
        )
    return Finding(
        "tracing",
        "well",
        _say(
            language,
            "Er staat geen tracering aan die gesprekken naar buiten stuurt.",
            "No tracing is on that sends conversations outside.",
        ),
    )
