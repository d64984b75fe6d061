"""Every error Kompas raises on purpose, in one tree.

KompasError
├── UnexpectedProblem    a mistake of ours, caught at the edge
├── SettingsError        a setting is missing or makes no sense
├── OutputUnwritable     a file the user asked for cannot be written
├── KnowledgeError       the knowledge folder or one of its documents cannot be used
├── CorpusError          a file of an outside corpus cannot be used
├── IndexProblem          the index cannot be used as it is
│   ├── IndexMissing     nothing was indexed yet
│   ├── IndexMismatch    the index was made by another embedder
│   └── IndexBusy        another process is writing to the index
├── EmbedderError        text could not be turned into vectors
├── PromptError          a prompt file is missing or its variables do not match
└── ProviderError        the language model outside this process failed
    ├── ProviderAuth, ProviderModel, ProviderRate, ProviderServer
    ├── ProviderUnreachable, ProviderTimeout
    └── ProviderMalformed

A person never sees a class name: `user_message` is one plain sentence that says what happened
and what to do, in the language of the reader. The log gets `detail`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from assistant.language import Language


class KompasError(Exception):
    """Base of all deliberate errors.

    `detail` is for the log (English); `message` holds the sentence for a person, per language, and
    `values` what is filled in: a text, or a text per language.
    """

    message: ClassVar[dict[Language, str]] = {
        "nl": "Er ging iets mis. Probeer het nog eens; draai `kompas doctor` als het zo blijft.",
        "en": "Something went wrong. Please try again; run `kompas doctor` if it persists.",
    }

    def __init__(self, detail: str = "", **values: str | Mapping[Language, str]) -> None:
        super().__init__(detail or type(self).__name__)
        self.detail = detail
        self.values = values

    def user_message(self, language: Language) -> str:
        """One sentence for a person, in `language`."""
        values = {
            name: value if isinstance(value, str) else value[language]
            for name, value in self.values.items()
        }
        return self.message[language].format_map(_Blank(values))


class _Blank(dict[str, str]):
    """A message must never fail on a value nobody passed."""

    def __missing__(self, key: str) -> str:
        return "?"


class SettingsError(KompasError):
    """A setting is missing or makes no sense."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "De instelling {name} klopt niet: {problem}.",
        "en": "The setting {name} is not right: {problem}.",
    }


class UnexpectedProblem(KompasError):
    """Something nobody foresaw, at the edge of the command line."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Er ging iets mis dat niet was voorzien ({kind}); met KOMPAS_LOG_LEVEL=DEBUG zie je waar.",
        "en": "Something unforeseen went wrong ({kind}); KOMPAS_LOG_LEVEL=DEBUG shows where.",
    }


class OutputUnwritable(KompasError):
    """A file the user asked for cannot be written."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Het bestand {path} kan niet worden geschreven; kies een andere plek.",
        "en": "The file {path} cannot be written; choose another place.",
    }


class KnowledgeError(KompasError):
    """The knowledge folder, or a document in it, cannot be used."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "De kennismap {path} kan niet worden gebruikt: {problem}.",
        "en": "The knowledge folder {path} cannot be used: {problem}.",
    }


class CorpusError(KompasError):
    """A file of an outside corpus cannot be used."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Het bestand {path} kan niet worden gebruikt: {problem}.",
        "en": "The file {path} cannot be used: {problem}.",
    }


class IndexProblem(KompasError):
    """The index cannot be used as it is."""


class IndexMissing(IndexProblem):
    """Nothing was indexed yet."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "De kennis is nog niet geïndexeerd; draai `make index` en probeer het opnieuw.",
        "en": "The knowledge has not been indexed yet; run `make index` and try again.",
    }


class IndexMismatch(IndexProblem):
    """The index was made by another embedder than the one that is set."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "De index is gemaakt met {found} en niet met {expected}; draai `make index` om hem opnieuw op te bouwen.",
        "en": "The index was made with {found}, not with {expected}; run `make index` to build it again.",
    }


class IndexCorrupt(IndexProblem):
    """The files of the index are damaged."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "De index is beschadigd; draai `make index` om hem opnieuw op te bouwen.",
        "en": "The index is damaged; run `make index` to build it again.",
    }


class IndexBusy(IndexProblem):
    """Another process is writing to the index."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "De index wordt op dit moment al bijgewerkt; wacht even en probeer het opnieuw.",
        "en": "The index is being updated by someone else right now; wait a moment and try again.",
    }


class IndexReadOnly(IndexProblem):
    """The disk under the index cannot be written to."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "De map {path} kan niet worden beschreven; geef schrijfrechten of zet KOMPAS_HOME op een andere map.",
        "en": "The folder {path} cannot be written to; allow writing or point KOMPAS_HOME at another folder.",
    }


class EmbedderError(KompasError):
    """Text could not be turned into vectors."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "De zoekmachine kon je tekst niet verwerken ({problem}); draai `kompas doctor`.",
        "en": "The search engine could not process your text ({problem}); run `kompas doctor`.",
    }


class PromptError(KompasError):
    """A prompt file is missing, or its variables are not the ones the code passes."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Het promptbestand {name} klopt niet: {problem}.",
        "en": "The prompt file {name} is not right: {problem}.",
    }


class ProviderError(KompasError):
    """The language model outside this process failed; the embedded engine takes over."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Het taalmodel gaf een fout, dus dit antwoord komt rechtstreeks uit de kennisbank.",
        "en": "The language model failed, so this answer comes straight from the knowledge base.",
    }


class ProviderAuth(ProviderError):
    """The provider refused the key (401, 403)."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Het taalmodel weigerde de sleutel, dus dit antwoord komt rechtstreeks uit de kennisbank.",
        "en": "The language model refused the key, so this answer comes straight from the knowledge base.",
    }


class ProviderModel(ProviderError):
    """The provider does not know the model (404)."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Het ingestelde taalmodel bestaat niet bij de aanbieder, dus dit antwoord komt rechtstreeks uit de kennisbank.",
        "en": "The provider does not know the model that is set, so this answer comes straight from the knowledge base.",
    }


class ProviderRate(ProviderError):
    """The provider is out of quota or asks for patience (429)."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Het taalmodel heeft het te druk, dus dit antwoord komt rechtstreeks uit de kennisbank.",
        "en": "The language model is too busy, so this answer comes straight from the knowledge base.",
    }


class ProviderServer(ProviderError):
    """The provider failed on its side (5xx)."""


class ProviderUnreachable(ProviderError):
    """No connection, or the connection broke half-way."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Het taalmodel is niet bereikbaar, dus dit antwoord komt rechtstreeks uit de kennisbank.",
        "en": "The language model cannot be reached, so this answer comes straight from the knowledge base.",
    }


class ProviderTimeout(ProviderError):
    """The provider took too long."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Het taalmodel reageerde niet op tijd, dus dit antwoord komt rechtstreeks uit de kennisbank.",
        "en": "The language model did not respond in time, so this answer comes straight from the knowledge base.",
    }


class ProviderMalformed(ProviderError):
    """The provider answered with something empty or unreadable."""

    message: ClassVar[dict[Language, str]] = {
        "nl": "Het taalmodel gaf geen bruikbaar antwoord, dus dit antwoord komt rechtstreeks uit de kennisbank.",
        "en": "The language model gave no usable answer, so this answer comes straight from the knowledge base.",
    }
