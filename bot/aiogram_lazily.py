"""Import aiogram without building all of its 400 models: each is built when it is first used.

aiogram rebuilds every type at the end of its import, which is most of its four to seven seconds of CPU; a bot
that only chats needs a tenth of them. Import this module before anything of aiogram. See
docs/decisions/0017-aiogram-lazily.md.
"""

from __future__ import annotations

import sys
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel


@contextmanager
def _unbuilt() -> Iterator[None]:
    """For the length of the block models of aiogram are left as they were declared."""
    rebuild = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]  # the function of a class method

    def later(cls: type[BaseModel], /, **options: Any) -> bool | None:
        if cls.__module__.startswith("aiogram."):
            return None
        built: bool | None = rebuild(cls, **options)
        return built

    kept = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = classmethod(later)  # type: ignore[method-assign, assignment]  # for a while
    try:
        yield
    finally:
        BaseModel.model_rebuild = kept  # type: ignore[method-assign]  # as it was


def _names() -> dict[str, Any]:
    """What annotations of aiogram may name, as the end of aiogram.types lists it."""
    from aiogram import types  # noqa: PLC0415 - after it
    from aiogram.client.default import Default  # noqa: PLC0415

    common = {name: getattr(typing, name) for name in ("Any", "List", "Literal", "Optional", "Union")}
    return {**common, "Default": Default, **{name: getattr(types, name) for name in types.__all__}}


def _build_when_used() -> None:
    """pydantic rebuilds an unbuilt model on first use; tell it where aiogram's names are."""
    from aiogram.methods.base import Response, TelegramMethod  # noqa: PLC0415
    from aiogram.types.base import TelegramObject  # noqa: PLC0415

    names = _names()
    rebuild = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]  # as above

    def with_names(cls: type[BaseModel], /, **options: Any) -> bool | None:
        options = {"_types_namespace": names, **options}
        built: bool | None = rebuild(cls, **options)
        return built

    for base in (TelegramObject, TelegramMethod, Response):
        base.model_rebuild = classmethod(with_names)  # type: ignore[method-assign, assignment]  # for good


if "aiogram" not in sys.modules:
    with _unbuilt():
        import aiogram  # noqa: F401 - the import that this module is about
    _build_when_used()
