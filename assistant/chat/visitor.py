"""Which language the person in front of the window reads."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from assistant.language import Language

LANGUAGE_COOKIE = "kompas_language"


def language_of_tag(tag: str) -> Language:
    """Dutch for every kind of Dutch ("nl", "nl-BE"), English for the rest of the world."""
    return "nl" if tag.strip().lower().split("-")[0] == "nl" else "en"


def language_of_request(environ: Mapping[str, Any]) -> Language:
    """The language chosen with the switch, or else the browser's first one."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(str(environ.get("HTTP_COOKIE", "")))
    except CookieError:
        cookies = SimpleCookie()
    chosen = cookies.get(LANGUAGE_COOKIE)
    if chosen is not None and chosen.value in ("nl", "en"):
        return language_of_tag(chosen.value)
    first = str(environ.get("HTTP_ACCEPT_LANGUAGE", "")).split(",")[0].split(";")[0]
    return language_of_tag(first)
