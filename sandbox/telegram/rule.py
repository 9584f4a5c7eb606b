"""What a rule of the stand-in is, and the sources that many rules share."""

from dataclasses import dataclass

API = "https://core.telegram.org/bots/api"
BOT_API_SOURCE = "https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api"
CLIENT = f"{BOT_API_SOURCE}/Client.cpp"
TD = "https://github.com/tdlib/td/blob/master/td/telegram"


@dataclass(frozen=True, slots=True)
class Rule:
    """One refusal: the HTTP code, the description (a format string) and where it is from."""

    code: int
    says: str
    source: str
