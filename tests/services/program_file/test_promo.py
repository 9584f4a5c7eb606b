"""[[promo_codes]], [[coupons]] and [[stamps]]: each mistake with its key and line."""

import pytest

from services.program_file import check, parse
from tests.services.program_file.files import SMALL, said

PROMO = '[[promo_codes]]\ncode = "SPRING"\n'
COUPON = '[[coupons]]\ncode = "ten"\ntitle = "Ten"\n'
STAMP = '[[stamps]]\ncode = "c"\ntitle = "C"\nevery = 7\n'
WRONG = [
    (PROMO, "promo_codes[0]", "exactly one of"),
    (PROMO + 'points = 5\ndiscount = "5%"', "promo_codes[0]", "exactly one of"),
    (PROMO + 'discount = "0%"', "promo_codes[0]", "exactly one of"),
    (PROMO + 'multiply = 2\nbonus = "3%"', "promo_codes[0]", "exactly one of"),
    (PROMO + "multiply = 0.5", "promo_codes[0].multiply", "from 1 to 100"),
    (PROMO + 'base = "200%"', "promo_codes[0].base", "100%"),
    (PROMO + "multiplier = 2", "promo_codes[0].multiplier", "did you mean “multiply”?"),
    (PROMO + "multiply = 20", "promo_codes[0].multiply", "half"),
    (PROMO + "points = 5\nmost_uses = 0", "promo_codes[0].most_uses", "at least 1"),
    (COUPON, "coupons[0]", "either a discount"),
    (COUPON + 'discount = "5%"\namount = 3', "coupons[0]", "either a discount"),
    (COUPON + "amount = 0", "coupons[0]", "either a discount"),
    (COUPON + 'discount = "5%"\nsegment = "lst"', "coupons[0].segment", "did you mean “lost”?"),
    (COUPON + 'discount = "5%"\ntiers = ["gold"]', "coupons[0].tiers[0]", "there is no tier “gold”"),
    (COUPON + 'discount = "5%"\ntimes = 0', "coupons[0].times", "at least 1"),
    (
        COUPON + 'discount = "5%"\nfrom = 2026-05-01\nuntil = 2026-04-01',
        "coupons[0].until",
        "ends before it begins",
    ),
    (STAMP, "stamps[0].gives", "this key is missing"),
    (STAMP + "gives = { }", "stamps[0].gives", "either points or free_item"),
    (STAMP + "gives = { points = 5, free_item = true }", "stamps[0].gives", "either points or free_item"),
    (STAMP.replace("7", "1") + "gives = { points = 5 }", "stamps[0].every", "at least 2"),
    (STAMP + 'gives = { points = 5 }\nper = "day"', "stamps[0].per", "one of"),
    (STAMP + "gives = { points = 5 }\n" + STAMP + "gives = { points = 5 }", "stamps[1].code", "two entries"),
    (
        STAMP + 'gives = { points = 5 }\ncategory = "coffee"',
        "stamps[0].category",
        "did you mean “categories”?",
    ),
]


@pytest.mark.parametrize(("text", "key", "words"), WRONG, ids=[f"{key}-{words}" for _, key, words in WRONG])
def test_a_mistake_is_named(text: str, key: str, words: str) -> None:
    found = [problem for problem in check(f"{SMALL}\n{text}") if problem.key == key]
    assert len(found) == 1, [str(one) for one in check(f"{SMALL}\n{text}")]
    assert words in said(found[0])
    assert found[0].line > SMALL.count("\n")


def test_what_is_left_out_is_any() -> None:
    config = parse(f'{SMALL}\n{COUPON}discount = "5%"\n{STAMP}gives = {{ free_item = true }}')
    coupon, stamp = config.coupon_terms[0], config.stamp_terms[0]
    assert (coupon.share, coupon.minimum, coupon.segment, coupon.times) == (500, 0, None, None)
    assert (stamp.full, stamp.life, stamp.most, stamp.per) == (6, None, None, "item")


def test_a_promo_code_may_be_an_earning_rule() -> None:
    for text, earns, rate in [
        ("multiply = 1.5", "multiply", 15_000),
        ('bonus = "3%"', "bonus", 300),
        ('base = "10%"', "base", 1_000),
        ("points = 5", None, 0),
    ]:
        terms = parse(f"{SMALL}\n{PROMO}{text}").promo_code_terms["SPRING"]
        assert (terms.earns, terms.rate, terms.rule is None) == (earns, rate, earns is None)
