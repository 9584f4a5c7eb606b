"""The favourite categories of the month: ticked by buttons, then kept."""

from __future__ import annotations

from datetime import date

from bot.ui import favourites as screens
from bot.ui.favourites import Question, Worth
from handlers.index import Index
from handlers.talk import Talk
from services import favourites
from services.errors import NotFound
from services.favourites import Favourites


def setup(index: Index) -> None:
    """Routes of the favourites."""
    index.command("favourites", by_command, "joined")
    index.action("favourites:show", show, "joined")
    index.action("favourites:change", change, "joined")
    index.action("favourites:pick", pick, "joined")
    index.action("favourites:save", save, "joined")


async def by_command(talk: Talk) -> None:
    """/favourites. Raises NotFound ``no_favourites`` where the program offers none."""
    if not talk.program.config.favourites.choose:
        raise NotFound("no_favourites")
    await show(talk)


async def show(talk: Talk) -> None:
    """What was chosen for this month, or the question for it."""
    current = await _current(talk)
    if current.codes:
        await _show(talk, current)
    else:
        await _ask(talk, _question(talk, current))


async def change(talk: Talk) -> None:
    """The question again, with what was chosen ticked; a final choice is only shown."""
    current = await _current(talk)
    if current.final:
        await _show(talk, current)
    else:
        await _ask(talk, _question(talk, current))


async def pick(talk: Talk) -> None:
    """One category more or less; a question about another month or of an older file is asked anew."""
    current = await _current(talk)
    question = _question(talk, current)
    pressed = Question(talk.number(0), talk.number(1), talk.number(2))
    if current.final or (pressed.month, pressed.version) != (question.month, question.version):
        await show(talk)
        return
    if len(_codes(talk, pressed)) > talk.program.config.favourites.choose:
        await talk.notify(screens.full(talk.texts, choose=talk.program.config.favourites.choose))
        return
    await _ask(talk, pressed)


async def save(talk: Talk) -> None:
    """Keep what is ticked. Raises NotFound ``stale_button`` for an older file or another month."""
    await _current(talk)
    pressed = Question(talk.number(0), talk.number(1), talk.number(2))
    month = _month(pressed.month)
    if pressed.version != talk.program.version or month is None:
        raise NotFound("stale_button")
    codes = _codes(talk, pressed)
    kept = await favourites.choose(talk.program, talk.customer.id, month, codes, now=talk.now)
    await talk.notify(screens.saved(talk.texts))
    await _show(talk, kept)


async def _current(talk: Talk) -> Favourites:
    """The choice so far. Raises NotFound ``stale_button`` where the program offers none."""
    if not talk.program.config.favourites.choose:
        raise NotFound("stale_button")
    return await favourites.current(talk.program, talk.customer.id, now=talk.now)


def _question(talk: Talk, current: Favourites) -> Question:
    categories = talk.program.config.favourite_categories
    mask = sum(1 << place for place, one in enumerate(categories) if one.code in current.codes)
    return Question(_number(current.month), talk.program.version, mask)


def _number(month: date) -> int:
    return month.year * 100 + month.month


def _month(number: int) -> date | None:
    try:
        return date(number // 100, number % 100, 1)
    except (ValueError, OverflowError):
        return None


def _codes(talk: Talk, question: Question) -> list[str]:
    """The categories that are ticked. Raises NotFound ``stale_button`` for some that there are not."""
    categories = talk.program.config.favourite_categories
    if question.mask >> len(categories):
        raise NotFound("stale_button")
    return [one.code for place, one in enumerate(categories) if question.has(place)]


async def _ask(talk: Talk, question: Question) -> None:
    config, language = talk.program.config, talk.texts.language
    await talk.show(
        screens.ask(
            talk.texts,
            question=question,
            titles=[one.title.in_language(language) for one in config.favourite_categories],
            choose=config.favourites.choose,
            given=_worth(talk),
        )
    )


async def _show(talk: Talk, current: Favourites) -> None:
    language = talk.texts.language
    titles = [
        one.title.in_language(language)
        for one in talk.program.config.favourite_categories
        if one.code in current.codes
    ]
    month = _number(current.month)
    await talk.show(
        screens.show(talk.texts, month=month, titles=titles, final=current.final, given=_worth(talk))
    )


def _worth(talk: Talk) -> Worth | None:
    return next((Worth(kind, value) for kind, value in talk.program.config.favourites.gives.items()), None)
