"""The environment of this service, read once; nothing else here reads it."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from typing_extensions import Self

MODEL_FILE = Path(__file__).resolve().parents[4] / "model/bias-model.json"


class Settings(BaseSettings):
    """There is no default secret: without one the service does not start."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, frozen=True)

    ml_secret: SecretStr | None = None
    """Shared with the worker: at least 32 characters. Or a file of it, as container secrets are."""
    ml_secret_file: Path | None = None
    ml_host: str = "127.0.0.1"
    ml_port: Annotated[int, Field(ge=0, le=65_535)] = 4190
    ml_model_file: Path = MODEL_FILE
    log_level: Literal["debug", "info", "warn", "error"] = "info"
    otel_exporter_otlp_endpoint: str | None = None
    """Base address of an OTLP receiver; traces are off without it."""

    llm_base_url: str | None = None
    """Speaks OpenAI's chat completions; with a key, texts are rephrased there. https, unless it is near."""
    llm_api_key: SecretStr | None = None
    llm_model: str = "gpt-4o-mini"
    llm_timeout_s: Annotated[float, Field(gt=0, le=60)] = 8.0
    """For one text, retries included."""
    llm_retries: Annotated[int, Field(ge=0, le=5)] = 1

    @model_validator(mode="after")
    def _has_secret(self) -> Self:
        if len(self.secret) < 32:
            raise ValueError("ML_SECRET needs at least 32 characters: openssl rand -base64 32")
        return self

    @field_validator("llm_base_url")
    @classmethod
    def _is_safe(cls, address: str | None) -> str | None:
        if address is None:
            return None
        parts = urlsplit(address)
        host = parts.hostname or ""
        is_near = host in {"127.0.0.1", "::1"} or (host != "" and "." not in host and ":" not in host)
        is_plain = "@" not in parts.netloc and not parts.query and not parts.fragment
        if not is_plain or not ((host and parts.scheme == "https") or (parts.scheme == "http" and is_near)):
            raise ValueError(
                "LLM_BASE_URL must look like https://api.example.org/v1, without a user or a query"
            )
        return address

    @property
    def secret(self) -> bytes:
        if self.ml_secret_file is not None:
            return self.ml_secret_file.read_bytes().strip()
        return b"" if self.ml_secret is None else self.ml_secret.get_secret_value().encode()
