"""The sandbox's clock without a database."""


class MemoryClock:
    """A clock offset in memory."""

    def __init__(self) -> None:
        self.seconds = 0

    async def advance(self, seconds: int) -> None:
        self.seconds += seconds

    async def reset(self) -> None:
        self.seconds = 0

    async def offset(self) -> int:
        return self.seconds
