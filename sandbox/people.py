"""The people whom the sandbox knows from the start, and the bot that they talk to.

The phones are from +1 202 555 01xx: the North American Numbering Plan keeps 555-0100 to 555-0199 for fiction
(https://www.techrepublic.com/blog/geekend/geek-trivia-strength-in-phone-numbers/). Russia has no such range.
"""

from sandbox.telegram.chats import Person

BOT_TOKEN = "7000000001:sandbox-bot-that-telegram-never-sees"  # noqa: S105 - it opens nothing
BOT_USERNAME = "regulars_sandbox_bot"
BOT_NAME = "Regulars"

ADMIN_ID = 1000
CUSTOMER_ID = 1001
SECOND_CUSTOMER_ID = 1002
CASHIER_ID = 1003
FIRST_NEW_ID = 1100


def default_people() -> list[Person]:
    """The customer, the second customer, the cashier and the admin, as new objects."""
    return [
        Person(
            CUSTOMER_ID,
            "Мария",
            username="maria_sandbox",
            language_code="ru",
            phone="+12025550101",
            role="customer",
        ),
        Person(
            SECOND_CUSTOMER_ID,
            "Alex",
            username="alex_sandbox",
            language_code="en",
            phone="+12025550102",
            role="customer",
        ),
        Person(
            CASHIER_ID,
            "Анна",
            username="anna_sandbox",
            language_code="ru",
            phone="+12025550103",
            role="cashier",
        ),
        Person(
            ADMIN_ID, "Ольга", username="olga_sandbox", language_code="ru", phone="+12025550100", role="admin"
        ),
    ]
