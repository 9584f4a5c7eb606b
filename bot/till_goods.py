"""Goods for the sandbox's till that fit a program file: what its rules, cards, coupons and exclusions are about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.program_file.config import ProgramConfig

MOST_GOODS = 60
_LONGEST = 128  # of a category and a SKU in the HTTP API


@dataclass(frozen=True, slots=True)
class Good:
    """Something to sell; ``tenths``: its price in tenths of a cup of coffee."""

    sku: str
    name: str
    category: str | None
    tenths: int


# By category: a SKU, the name in English and in Russian, and the price in tenths of a cup.
_KNOWN: dict[str, tuple[tuple[str, str, str, int], ...]] = {
    "coffee": (
        ("espresso", "Espresso", "Эспрессо", 7),
        ("cappuccino", "Cappuccino", "Капучино", 10),
        ("latte", "Latte", "Латте", 11),
    ),
    "tea": (("tea", "Tea", "Чай", 6),),
    "food": (("croissant", "Croissant", "Круассан", 8), ("cheesecake", "Cheesecake", "Чизкейк", 12)),
    "beans": (("beans", "Beans, 250 g", "Зёрна, 250 г", 40),),
    "bread": (("loaf", "Loaf of bread", "Буханка хлеба", 9), ("baguette", "Baguette", "Багет", 6)),
    "cake": (("cheesecake", "Cheesecake", "Чизкейк", 12), ("birthday-cake", "Birthday cake", "Торт", 80)),
    "pastry": (("croissant", "Croissant", "Круассан", 8),),
    "dessert": (("ice-cream", "Ice cream", "Мороженое", 9),),
    "breakfast": (("breakfast", "Breakfast", "Завтрак", 22),),
    "lunch": (("lunch", "Lunch of the day", "Обед дня", 35),),
    "dinner": (("dinner", "Dinner", "Ужин", 60),),
    "sandwich": (("sandwich", "Sandwich", "Сэндвич", 15),),
    "soup": (("soup", "Soup of the day", "Суп дня", 14),),
    "salad": (("salad", "Salad", "Салат", 18),),
    "pizza": (("margherita", "Pizza Margherita", "Пицца «Маргарита»", 30),),
    "beer": (("lager", "Glass of beer", "Бокал пива", 12),),
    "wine": (
        ("wine-glass", "Glass of wine", "Бокал вина", 20),
        ("wine", "Bottle of wine", "Бутылка вина", 90),
    ),
    "alcohol": (("wine", "Bottle of wine", "Бутылка вина", 90),),
    "tobacco": (("cigarettes", "Cigarettes", "Сигареты", 20),),
    "gift-card": (("gift-card", "Gift card", "Подарочная карта", 100),),
    "delivery": (("delivery", "Delivery", "Доставка", 15),),
    "booking-fee": (("booking-fee", "Booking fee", "Сбор за бронь", 5),),
    "sale": (("sale", "Sale goods", "Товар по акции", 6),),
    "paint": (("paint", "White paint, 3 l", "Белая краска, 3 л", 80),),
    "tools": (("hammer", "Hammer", "Молоток", 40),),
    "baby": (("nappies", "Nappies", "Подгузники", 45), ("rattle", "Rattle", "Погремушка", 15)),
    "bricks": (("bricks", "Box of bricks", "Набор кубиков", 120),),
    "toys": (("bear", "Teddy bear", "Плюшевый мишка", 60),),
    "books": (("novel", "Novel", "Роман", 35),),
    "flowers": (("roses", "Bunch of roses", "Букет роз", 90),),
    "fuel": (("fuel", "Petrol, 30 l", "Бензин, 30 л", 120),),
    "haircut": (("haircut", "Haircut", "Стрижка", 90),),
    "manicure": (("manicure", "Manicure", "Маникюр", 100),),
    "cosmetics": (("shampoo", "Shampoo", "Шампунь", 40),),
    "wash": (("wash", "Car wash", "Мойка", 40),),
    "ticket": (("ticket", "Ticket", "Билет", 30),),
    "snacks": (("popcorn", "Popcorn", "Попкорн", 15),),
    "bag": (("bag", "Paper bag", "Бумажный пакет", 1),),
    "voucher": (("voucher", "Voucher", "Сертификат", 100),),
}
_UNKNOWN = 10
_COFFEE_SHOP = ("coffee", "tea", "food", "beans")
_ELSE = ("goods", "Anything else", "Прочее", 20)
_NAME_IN = {"en": 1, "ru": 2}
_PLURALS = ("s", "es")


def goods_of(config: ProgramConfig) -> tuple[Good, ...]:
    """What to sell under this file, the goods of its rules first and what is excluded last.

    A file that rewards no goods of its own sells coffee, and what it excludes.
    """
    language = config.program.language
    rewarded, excluded = list(_rewarded(config)), list(_excluded(config))
    goods = [good for named in rewarded for good in _goods(named, language)]
    if goods:
        goods.append(_good(_ELSE, None, language))
    else:
        goods = [good for category in _COFFEE_SHOP for good in _goods(_Named(category), language)]
    goods += [good for named in excluded for good in _goods(named, language)]
    return _different(goods)


@dataclass(frozen=True, slots=True)
class _Named:
    """A category that the file names, or a SKU with the category that it is to be sold under."""

    category: str | None
    sku: str | None = None


def _rewarded(config: ProgramConfig) -> Iterator[_Named]:
    for rule in config.earning:
        yield from _named(rule.categories or (), rule.skus or ())
    for favourite in config.favourite_categories:
        yield from _named(favourite.of_lines)
    for card in config.stamps:
        yield from _named(card.categories, card.skus)
    for coupon in config.coupons:
        yield from _named(coupon.categories, coupon.skus)


def _excluded(config: ProgramConfig) -> Iterator[_Named]:
    yield from _named(config.points.excluded_categories, config.points.excluded_skus)
    yield from _named(config.redemption.excluded_categories)
    for rule in config.earning:
        yield from _named(rule.excluded_categories or ())
        under = (rule.categories or (None,))[0]
        yield from (_Named(under, sku) for sku in rule.excluded_skus or () if len(sku) <= _LONGEST)


def _named(categories: Sequence[str], skus: Sequence[str] = ()) -> Iterator[_Named]:
    """A rule with both counts only what is both."""
    fit = [category for category in categories if len(category) <= _LONGEST]
    yield from (_Named(category) for category in fit)
    yield from (_Named(fit[0] if fit else None, sku) for sku in skus if len(sku) <= _LONGEST)


def _goods(named: _Named, language: str) -> list[Good]:
    if named.sku is not None:
        listed = next((row for rows in _KNOWN.values() for row in rows if row[0] == named.sku), None)
        return [_good(listed or _guess(named.sku), named.category, language)]
    category = named.category or ""
    return [_good(row, category, language) for row in _KNOWN.get(_key(category), (_guess(category),))]


def _good(row: tuple[str, str, str, int], category: str | None, language: str) -> Good:
    sku, tenths = row[0], row[3]
    return Good(sku, str(row[_NAME_IN.get(language, _NAME_IN["en"])]), category, tenths)


def _key(category: str) -> str:
    """The known category that a file's own spelling means: "Gift_Cards" is "gift-card"."""
    plain = category.casefold().replace("_", "-").replace(" ", "-")
    shorter = (plain.removesuffix(ending) for ending in _PLURALS)
    return next((one for one in (plain, *shorter, f"{plain}s") if one in _KNOWN), plain)


def _guess(code: str) -> tuple[str, str, str, int]:
    """A good of which nothing but its code is known: "coffee-own-cup" is a "Coffee own cup" for the price of one."""
    name = " ".join(code.replace("-", " ").replace("_", " ").split()) or code
    name = name[:1].upper() + name[1:]
    like = _KNOWN.get(_key(name.split()[0]), ())
    return code, name, name, like[-1][3] if like else _UNKNOWN


def _different(goods: list[Good]) -> tuple[Good, ...]:
    """No SKU twice: it stands for its first category, and for another under a SKU of its own."""
    made: dict[str, Good] = {}
    for good in goods:
        known = made.setdefault(good.sku, good)
        if known.category != good.category and good.category:
            sku = f"{good.category}-{good.sku}"[:_LONGEST]
            made.setdefault(sku, Good(sku, good.name, good.category, good.tenths))
    return tuple(list(made.values())[:MOST_GOODS])
