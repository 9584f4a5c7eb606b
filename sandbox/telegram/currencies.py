"""Currencies that payments may be in, each with the least amount of one payment.

https://core.telegram.org/bots/payments#supported-currencies: amounts are in the smallest units, a payment is worth
US$ 1 to US$ 10,000. Telegram's table (https://core.telegram.org/bots/payments/currencies.json) moves with the
exchange rates every day; these are rounded ones, so an amount close to a limit may be judged otherwise there.
"""

import re

STARS = "XTR"
_TIMES_MOST = 10_000
_NO_CENTS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND"})
_LEAST = (
    "AED 367 AFN 7000 ALL 8300 AMD 38000 ARS 140000 AUD 150 AZN 170 BAM 167 BDT 12200 BGN 167 BND 130 BOB 690 "
    "BRL 540 BYN 290 CAD 138 CHF 80 CLP 950 CNY 710 COP 390000 CRC 50000 CZK 2100 DKK 640 DOP 6200 DZD 13000 "
    "EGP 4800 ETB 15000 EUR 86 GBP 75 GEL 272 GTQ 767 HKD 780 HNL 2620 HRK 625 HUF 33500 IDR 1660000 ILS 330 "
    "INR 8800 ISK 124 JMD 16000 JPY 150 KES 12900 KGS 8740 KRW 1430 KZT 52500 LBP 8950000 LKR 30400 MAD 920 "
    "MDL 1700 MNT 358000 MUR 4550 MVR 1540 MXN 1840 MYR 415 MZN 6390 NGN 145000 NIO 3680 NOK 1010 NPR 14100 "
    "NZD 175 PAB 100 PEN 340 PHP 5850 PKR 28200 PLN 365 PYG 7000 QAR 364 RON 437 RSD 10100 RUB 8100 SAR 375 "
    "SEK 945 SGD 130 THB 3240 TJS 930 TRY 4200 TTD 679 TWD 3070 TZS 246000 UAH 4200 UGX 3500 USD 100 UYU 3990 "
    "UZS 1190000 VND 26300 YER 23900 ZAR 1730"
)
_LEAST_OF = {code: int(amount) for code, amount in re.findall(r"([A-Z]{3}) (\d+)", _LEAST)}


def digits(currency: str) -> int:
    """How many digits the smallest unit is past the decimal point. Stars have no parts."""
    return 0 if currency == STARS or currency in _NO_CENTS else 2


def limits(currency: str) -> tuple[int, int] | None:
    """The least and the greatest amount of a payment in smallest units; None for an unknown currency."""
    least = _LEAST_OF.get(currency)
    return None if least is None else (least, least * _TIMES_MOST)


def shown(amount: int, currency: str) -> str:
    """An amount in words: "5 ⭐", "USD 1.45"."""
    if currency == STARS:
        return f"{amount} ⭐"
    places = digits(currency)
    whole, part = divmod(amount, 10**places)
    return f"{currency} {whole}.{part:0{places}}" if places else f"{currency} {whole}"
