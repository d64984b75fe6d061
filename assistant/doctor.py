"""Is everything Kompas needs well? Each check gives one plain sentence, in both languages.

A check changes nothing and sends nothing: at most it opens a connection to the server that is set in
OPENAI_BASE_URL, and closes it again. No sentence holds a key or a password.
"""

from __future__ import annotations

import errno
import os
import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from assistant.coaching.model import is_local
from assistant.errors import IndexMismatch, KompasError, SettingsError, UnexpectedProblem
from assistant.language import Language
from assistant.settings import Settings, load_settings

State = Literal["well", "note", "wrong"]
_MARK: dict[State, str] = {"well": "✓", "note": "!", "wrong": "✗"}

# Bytes: the index, the vectors kept for it, and room to build the next one beside it.
_ROOM = 300_000_000
_PATIENCE = 3.0
"""Seconds to wait for a server to take a connection."""

# What each of these sends, when another program obeys it. Kompas switches tracing off by itself.
_ON = ("true", "1", "yes", "on")
_TRACING = (
    "LANGSMITH_TRACING",
    "LANGSMITH_TRACING_V2",
    "LANGCHAIN_TRACING",
    "LANGCHAIN_TRACING_V2",
)
_STORING = ("LITERAL_API_KEY", "DATABASE_URL")


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
    """Run every check; never raises, whatever a check runs into."""
    findings = [_python(language)]
    try:
        settings = load_settings()
    except KompasError as error:
        return [*findings, Finding("settings", "wrong", error.user_message(language))]
    checks: tuple[Callable[[Settings, Language], Finding], ...] = (
        _disk, _knowledge, _index, _embedder, _model, _key, _server, _port, _tracing, _storing,
    )  # fmt: skip
    for check in checks:
        name = check.__name__.strip("_")
        try:
            findings.append(check(settings, language))
        except KompasError as error:
            findings.append(Finding(name, "wrong", error.user_message(language)))
        except Exception as error:  # a check that breaks is a finding too
            problem = UnexpectedProblem(repr(error), kind=f"{name}: {type(error).__name__}")
            findings.append(Finding(name, "wrong", problem.user_message(language)))
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
    home = settings.home
    folder = _existing(home)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return Finding(
            "disk",
            "wrong",
            _say(
                language,
                f"In {home} kan niet worden geschreven; geef schrijfrechten of zet KOMPAS_HOME op een andere map.",
                f"{home} cannot be written to; allow writing or point KOMPAS_HOME at another folder.",
            ),
        )
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        return Finding(
            "disk",
            "wrong",
            _say(
                language,
                f"De schijf van {home} is bijna vol ({free // 1_000_000} MB vrij, {_ROOM // 1_000_000} MB nodig); maak ruimte of zet KOMPAS_HOME op een andere map.",
                f"The disk of {home} is nearly full ({free // 1_000_000} MB free, {_ROOM // 1_000_000} MB needed); make room or point KOMPAS_HOME at another folder.",
            ),
        )
    return Finding(
        "disk",
        "well",
        _say(
            language,
            f"In {home} kan worden geschreven en er is ruimte genoeg.",
            f"{home} can be written to and has room enough.",
        ),
    )


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    path = path.absolute()
    return next((folder for folder in (path, *path.parents) if folder.exists()), path)


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
    from assistant.library.retriever import Library
    from assistant.library.sync import status

    report = status(settings)
    if report.indexed and report.embedder != settings.embedder:
        mismatch = IndexMismatch(found=report.embedder, expected=settings.embedder)
        return Finding("index", "wrong", mismatch.user_message(language))
    if not _outside(settings):
        # Opening it shows what a look at its table of contents does not: a damaged or missing file.
        Library.open(settings)
    elif not report.indexed:
        return Finding("index", "wrong", report.sentence(language))
    return Finding("index", "well" if report.up_to_date else "note", report.sentence(language))


def _embedder(settings: Settings, language: Language) -> Finding:
    from assistant.library.embedding import make_embedder

    embedder = make_embedder(settings)
    if _outside(settings):
        return Finding(
            "embedder",
            "note",
            _say(
                language,
                f"Zoeken gaat met {embedder.name}; je vragen en de kennis gaan daarvoor naar {_where(settings, language)}.",
                f"Search uses {embedder.name}; your questions and the knowledge go to {_where(settings, language)} for it.",
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


def _outside(settings: Settings) -> bool:
    """Whether the embedder is asked over a connection."""
    return settings.embedder.startswith("openai:")


def _model(settings: Settings, language: Language) -> Finding:
    if settings.model is None:
        return Finding(
            "model",
            "well",
            _say(
                language,
                "Er is geen taalmodel ingesteld; de ingebouwde coach schrijft de antwoorden, op deze machine.",
                "No language model is set; the embedded coach writes the replies, on this machine.",
            ),
        )
    if not _key_missing(settings):
        from assistant.coaching.model import make_model

        make_model(settings, settings.model, temperature=settings.temperature)
    if settings.model.startswith("openai:") and is_local(settings.openai_base_url):
        return Finding(
            "model",
            "well",
            _say(
                language,
                f"Antwoorden komen van {settings.model} op {_where(settings, language)}; wat je schrijft blijft op deze machine.",
                f"Replies come from {settings.model} at {_where(settings, language)}; what you write stays on this machine.",
            ),
        )
    return Finding(
        "model",
        "note",
        _say(
            language,
            f"Antwoorden komen van {settings.model}; wat je schrijft gaat daarvoor naar {_where(settings, language)}, met namen gemaskeerd.",
            f"Replies come from {settings.model}; what you write goes to {_where(settings, language)} for it, with names masked.",
        ),
    )


def _where(settings: Settings, language: Language) -> str:
    """The server by its address only: the rest of a URL may hold a password."""
    address = _address(settings.openai_base_url)
    if address is not None:
        return f"{address[0]}:{address[1]}"
    return _say(language, "de aanbieder van het model", "the provider of the model")


def _address(base_url: str | None) -> tuple[str, int] | None:
    """Host and port of a server address, None when it is not one."""
    try:
        parts = urlsplit(base_url or "")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.hostname, port


def _key_missing(settings: Settings) -> bool:
    """Whether something that is set needs OPENAI_API_KEY: not a server on this machine."""
    if settings.openai_api_key is not None:
        return False
    written = (settings.model or "").startswith("openai:")
    searched = _outside(settings) and settings.openai_base_url is None
    return searched or (written and not is_local(settings.openai_base_url))


def _key(settings: Settings, language: Language) -> Finding:
    if _key_missing(settings):
        return Finding(
            "key",
            "wrong",
            _say(
                language,
                "OPENAI_API_KEY ontbreekt, terwijl een OpenAI-model is ingesteld; zet de sleutel in de omgeving of in `.env`.",
                "OPENAI_API_KEY is missing while an OpenAI model is set; put the key in the environment or in `.env`.",
            ),
        )
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
    if settings.model is not None and not settings.model.startswith("openai:"):
        provider = settings.model.partition(":")[0]
        return Finding(
            "key",
            "note",
            _say(
                language,
                f"De sleutel van {provider} kijkt Kompas niet na; die lees je bij de aanbieder na.",
                f"Kompas does not check the key of {provider}; see the provider's own instructions.",
            ),
        )
    return Finding("key", "well", _say(language, "Er is geen sleutel nodig.", "No key is needed."))


def _server(settings: Settings, language: Language) -> Finding:
    used = _outside(settings) or (settings.model or "").startswith("openai:")
    if settings.openai_base_url is None or not used:
        return Finding(
            "server",
            "well",
            _say(
                language,
                "Er is geen eigen modelserver in gebruik.",
                "No model server of your own is in use.",
            ),
        )
    address = _address(settings.openai_base_url)
    if address is None:
        problem: dict[Language, str] = {
            "nl": "het moet een adres zijn zoals http://127.0.0.1:8080/v1",
            "en": "it should be an address such as http://127.0.0.1:8080/v1",
        }
        raise SettingsError("no address", name="OPENAI_BASE_URL", problem=problem)
    where = _where(settings, language)
    try:
        socket.create_connection(address, timeout=_PATIENCE).close()
    except OSError:
        return Finding(
            "server",
            "wrong",
            _say(
                language,
                f"Op {where} (OPENAI_BASE_URL) antwoordt niets; start die server of kijk het adres na.",
                f"Nothing answers at {where} (OPENAI_BASE_URL); start that server or check the address.",
            ),
        )
    return Finding(
        "server",
        "well",
        _say(
            language,
            f"De modelserver op {where} is bereikbaar.",
            f"The model server at {where} can be reached.",
        ),
    )


def _port(settings: Settings, language: Language) -> Finding:
    host, port = settings.host, settings.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return Finding(
                "port",
                "note",
                _say(
                    language,
                    f"Poort {port} is bezet: het venster staat al open, of zet KOMPAS_PORT op een andere poort.",
                    f"Port {port} is taken: the window is open already, or set KOMPAS_PORT to another port.",
                ),
            )
        return Finding(
            "port",
            "wrong",
            _say(
                language,
                f"Op {host}, poort {port}, kan het venster niet openen; kijk KOMPAS_HOST en KOMPAS_PORT na.",
                f"The window cannot open on {host}, port {port}; check KOMPAS_HOST and KOMPAS_PORT.",
            ),
        )
    return Finding(
        "port", "well", _say(language, f"Poort {port} is vrij.", f"Port {port} is free.")
    )


def _tracing(_settings: Settings, language: Language) -> Finding:
    on = [name for name in _TRACING if os.environ.get(name, "").strip().lower() in _ON]
    if on:
        names = ", ".join(on)
        return Finding(
            "tracing",
            "note",
            _say(
                language,
                f"{names} staat aan en zou elke vraag, elk antwoord en elke passage naar LangSmith sturen; Kompas negeert het, maar zet het liever uit.",
                f"{names} is on and would send every question, every reply and every passage to LangSmith; Kompas ignores it, but better switch it off.",
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


def _storing(_settings: Settings, language: Language) -> Finding:
    """Chainlit sends whole conversations to either of these as soon as the variable is there."""
    on = [name for name in _STORING if os.environ.get(name, "").strip()]
    if on:
        names = ", ".join(on)
        return Finding(
            "storing",
            "note",
            _say(
                language,
                f"{names} is gezet: Chainlit kan daardoor hele gesprekken buiten het venster bewaren; haal die variabele weg als dat niet de bedoeling is.",
                f"{names} is set: because of it Chainlit may store whole conversations outside the window; remove that variable if that is not what you want.",
            ),
        )
    return Finding(
        "storing",
        "well",
        _say(
            language,
            "Er is geen opslag ingesteld die gesprekken buiten het venster bewaart.",
            "No storage is set that keeps conversations outside the window.",
        ),
    )
