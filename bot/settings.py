"""The settings: the only reader of the environment and of `.env`."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.places import make_data_dir

TELEGRAM_API_URL = "https://api.telegram.org"
BOT_TOKEN_SHAPE = r"^[0-9]{5,20}:[A-Za-z0-9_-]{20,64}$"  # noqa: S105 - what a token looks like
PAYMENT_TOKEN_SHAPE = r"^[0-9A-Za-z:_-]{5,256}$"  # noqa: S105 - what a token looks like
SHORTEST_SECRET = 16
_EXAMPLE_PROGRAM = Path(__file__).parent.parent / "examples" / "coffee.toml"


class SettingsError(Exception):
    """A setting is wrong; the message is one line that names it."""


def _without_slash(value: str) -> str:
    return value.rstrip("/")


Url = Annotated[str, Field(pattern=r"^https?://[^\s/]+"), AfterValidator(_without_slash)]
SecureUrl = Annotated[str, Field(pattern=r"^https://[^\s/]+"), AfterValidator(_without_slash)]


class Settings(BaseSettings):
    """What the owner of the machine decides. Empty values count as not set."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    bot_token: Annotated[str, Field(pattern=BOT_TOKEN_SHAPE)] | None = Field(None, repr=False)
    payment_token: Annotated[str, Field(pattern=PAYMENT_TOKEN_SHAPE)] | None = Field(None, repr=False)
    bot_api_url: Url | None = None
    database_url: str | None = Field(None, repr=False)
    redis_url: Annotated[str, Field(pattern=r"^(rediss?|unix)://")] | None = Field(None, repr=False)
    data_dir: Path = Path("var")
    secret_key: Annotated[str, Field(min_length=SHORTEST_SECRET)] | None = Field(None, repr=False)
    public_url: SecureUrl | None = None
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    program_file: Path | None = None
    send_rate: Annotated[float, Field(gt=0, le=1000)] = 30.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    @model_validator(mode="before")
    @classmethod
    def _drop_blank(cls, values: dict[str, Any]) -> dict[str, Any]:
        """`HTTP_PORT=` in `.env` means the default."""
        return {name: value for name, value in values.items() if value != ""}

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return frozenset(int(part) for part in value.replace(",", " ").split())

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("database_url", mode="after")
    @classmethod
    def _for_asyncpg(cls, value: str | None) -> str | None:
        """People write postgres:// and postgresql://; the ORM wants asyncpg://."""
        if value is None:
            return None
        scheme, separator, rest = value.partition("://")
        if not separator or scheme not in {"asyncpg", "postgres", "postgresql"}:
            raise ValueError("it must start with postgresql://")
        return f"asyncpg://{rest}"

    @field_validator("data_dir", "program_file", mode="after")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser().absolute()

    @property
    def sandbox(self) -> bool:
        """Whether the Telegram stand-in takes Telegram's place: when there is no BOT_TOKEN."""
        return self.bot_token is None

    @property
    def local_url(self) -> str:
        """Where this machine reaches the HTTP server of the web role."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.http_host, self.http_host)  # noqa: S104
        return f"http://{host}:{self.http_port}"

    @property
    def telegram_url(self) -> str:
        """Where the Bot API is: BOT_API_URL, else the sandbox or Telegram."""
        return self.bot_api_url or (self.local_url if self.sandbox else TELEGRAM_API_URL)

    @property
    def first_program_file(self) -> Path:
        """The program applied on the first start."""
        return self.program_file or _EXAMPLE_PROGRAM

    def token(self) -> str:
        """The first program's bot token; the sandbox's is made once. Raises OSError."""
        return self.bot_token or kept_secret(self.data_dir / "sandbox.token", _sandbox_token)

    def secret(self) -> str:
        """SECRET_KEY, else the one made once in DATA_DIR. Raises OSError."""
        return self.secret_key or kept_secret(self.data_dir / "secret.key", lambda: secrets.token_urlsafe(48))


def read_settings(**overrides: object) -> Settings:
    """Read the environment and `.env`. Raises SettingsError with one line for people."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        raise SettingsError(_in_words(error)) from None


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret in `path` (0600), made by `make()` on first use; of two makers at once, one wins."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_text().strip()
    make_data_dir(path.parent)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(make() + "\n")
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_text().strip()


def _sandbox_token() -> str:
    return f"{secrets.randbelow(9 * 10**9) + 10**9}:{secrets.token_urlsafe(26)}"


_EXPECTED = {
    "bot_token": "it must look like 123456789:AAE-… as @BotFather gives it",
    "payment_token": "it must look like 123456789:TEST:… as @BotFather gives it",
    "bot_api_url": "it must start with http:// or https://",
    "database_url": "it must start with postgresql://",
    "redis_url": "it must start with redis://, rediss:// or unix://",
    "secret_key": f"it must have at least {SHORTEST_SECRET} characters",
    "public_url": "it must start with https://",
    "http_port": "it must be a number from 1 to 65535",
    "admin_ids": "it must be Telegram user ids separated by commas",
    "send_rate": "it must be messages per second, more than 0 and at most 1000",
    "log_level": "it must be debug, info, warning or error",
    "log_format": "it must be console or json",
}


def _in_words(error: ValidationError) -> str:
    """One line for each wrong setting, without the value: it may be a secret."""
    lines = []
    for problem in error.errors(include_input=False, include_context=False, include_url=False):
        name = str(problem["loc"][0]) if problem["loc"] else "settings"
        lines.append(f"{name.upper()} is wrong: {_EXPECTED.get(name, problem['msg'])}")
    return "; ".join(dict.fromkeys(lines))
