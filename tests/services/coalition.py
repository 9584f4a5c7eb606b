"""A coalition of merchants in one program, each with a shop at the same counter."""

from datetime import datetime

from services import merchants
from services.programs import Program
from tests.factories import make_program, program_text
from tests.services.refunds.shop import Shop

MEMBERS = """
[[merchants]]
code = "coffee"
name = "Coffee"

[[merchants]]
code = "bakery"
name = "Bakery"
base_rate = "10%"
point_value = 80

[[merchants]]
code = "books"
name = "Books"
point_value = 50
"""


def coalition_text(*, bakery: int = 80, pending: str = "0s", expire_after: str = "365d") -> str:
    return program_text(pending=pending, expire_after=expire_after) + MEMBERS.replace("= 80", f"= {bakery}")


async def open_coalition(now: datetime, text: str | None = None) -> tuple[Program, dict[str, Shop]]:
    """The program and a shop for each of its merchants."""
    program = await make_program(now, text or coalition_text())
    shops = {}
    for member in program.config.merchants:
        merchant, _ = await merchants.create(program, member.name, actor="test", now=now)
        shops[member.name] = Shop(program, merchant.id, now, member.name)
    return program, shops
