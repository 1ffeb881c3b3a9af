"""The environment of this service, read once; nothing else here reads it."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, model_validator
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

    llm_base_url: str | None = None
    """Any server that speaks OpenAI's chat completions; with a key, texts are rephrased there."""
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

    @property
    def secret(self) -> bytes:
        if self.ml_secret_file is not None:
            return self.ml_secret_file.read_bytes().strip()
        return b"" if self.ml_secret is None else self.ml_secret.get_secret_value().encode()
