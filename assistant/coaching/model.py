"""A language model outside this process: how it is made, and what its failures mean."""

from __future__ import annotations

import ipaddress
import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.errors import (
    ProviderAuth,
    ProviderError,
    ProviderMalformed,
    ProviderModel,
    ProviderRate,
    ProviderServer,
    ProviderTimeout,
    ProviderUnreachable,
    SettingsError,
)
from assistant.language import Language
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_TRACING = (
    "LANGSMITH_TRACING",
    "LANGSMITH_TRACING_V2",
    "LANGCHAIN_TRACING",
    "LANGCHAIN_TRACING_V2",
)


def forbid_tracing() -> None:
    """Switch off tracing in this process: it would send whole conversations outside."""
    for name in _TRACING:
        os.environ[name] = "false"


def make_model(
    settings: Settings, name: str, *, setting: str = "KOMPAS_MODEL", temperature: float | None
) -> BaseChatModel:
    """The chat model `name`; raises SettingsError naming `setting` when it cannot be made.

    `temperature` None leaves the provider's own. Retries are the model's own (`with_retry` does not retry a stream).
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, object] = {
        "timeout": settings.request_timeout,
        "max_retries": settings.max_retries,
    }
    if temperature is not None:
        options["temperature"] = temperature
    if name.startswith("openai:"):
        options["stream_usage"] = True
        # LangChain's own limit on silence (120 s) would else end what the setting still allows.
        options["stream_chunk_timeout"] = settings.request_timeout
        if settings.openai_base_url:
            options["base_url"] = settings.openai_base_url
        if settings.openai_api_key is not None:
            options["api_key"] = settings.openai_api_key.get_secret_value()
        elif is_local(settings.openai_base_url):
            options["api_key"] = "not-needed"
        else:
            missing: dict[Language, str] = {"nl": "hij ontbreekt", "en": "it is missing"}
            raise SettingsError("no key", name="OPENAI_API_KEY", problem=missing)
    try:
        model: BaseChatModel = init_chat_model(name, **options)  # type: ignore[call-overload]
    except (ValueError, ImportError, TypeError) as error:
        unknown: dict[Language, str] = {
            "nl": "LangChain kent dit model niet",
            "en": "LangChain does not know this model",
        }
        raise SettingsError(type(error).__name__, name=setting, problem=unknown) from error
    return model


def is_local(base_url: str | None) -> bool:
    """Whether a server address is on this machine, so that nothing leaves it."""
    if not base_url:
        return False
    host = urlsplit(base_url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def provider_error(error: BaseException) -> ProviderError:
    """What a failure of a provider's client means, as one of our errors.

    The detail holds the kind and status only: a provider's message may echo what was sent.
    """
    import httpx
    import httpx2
    import openai

    if isinstance(error, ProviderError):
        return error
    detail = type(error).__name__
    # OpenAI's client speaks through httpx2, those of other providers through httpx.
    timeouts = (
        openai.APITimeoutError,
        httpx.TimeoutException,
        httpx2.TimeoutException,
        TimeoutError,
    )
    broken = (
        openai.APIConnectionError,
        httpx.TransportError,
        httpx2.TransportError,
        ConnectionError,
    )
    if isinstance(error, timeouts):
        return ProviderTimeout(detail)
    if isinstance(error, broken):
        return ProviderUnreachable(detail)
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        detail = f"{detail} {status}"
        if status in (401, 403):
            return ProviderAuth(detail)
        if status == 404:
            return ProviderModel(detail)
        if status == 429:
            return ProviderRate(detail)
        return ProviderServer(detail)
    if isinstance(error, openai.OpenAIError):
        return ProviderServer(detail)
    return ProviderMalformed(detail)
