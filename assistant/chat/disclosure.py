"""What a reader is told before the first question: this is AI, and where the words go."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from assistant.chat.texts import TEXTS
from assistant.language import Language
from assistant.settings import Settings


def disclosure(settings: Settings, language: Language) -> list[str]:
    """The sentences of the disclosure, true for these settings."""
    texts = TEXTS[language]
    outside = _services(settings, language)
    if outside:
        place = texts.goes_out.format(where=outside)
    elif _is_loopback(settings.host):
        place = texts.stays_here
    else:
        place = texts.stays_on_server
    return [texts.disclosure, f"{place} {texts.not_kept}"]


def _services(settings: Settings, language: Language) -> str:
    """The services outside this machine that get the text, or ""."""
    names: list[str] = []
    for model in (settings.model, settings.embedder):
        if not model or ":" not in model:
            continue
        provider, name = model.split(":", 1)
        host = None
        if provider == "openai" and settings.openai_base_url:
            host = urlsplit(settings.openai_base_url).hostname
            if host and _is_loopback(host):
                continue
        label = "OpenAI" if provider == "openai" else provider
        names.append(f"{host or label} ({name})")
    joint = " en " if language == "nl" else " and "
    return joint.join(dict.fromkeys(names))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
