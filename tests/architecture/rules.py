"""The rules of the house that imports alone do not show; each tells what breaks it."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import Source

_AIOGRAM = (
    "handlers",
    "bot.dispatcher",
    "bot.middlewares",
    "bot.polling",
    "bot.aiogram_lazily",
    "bot.messages",
)
# Connecting, migrating, leading and readiness are the machine's business, not the program's.
_DATABASE = (
    "services",
    "models",
    "bot.migrations",
    "bot.deployment",
    "bot.doctor",
    "bot.web",
    "scheduler.leader",
)
# Edges may tell a lost connection from a mistake. (`from a import b` counts as both `a` and `a.b`.)
_ERRORS_OF_DATABASE = {"services.database"} | {
    f"services.database.{name}" for name in ("FULL", "LOST", "RETRYABLE")
}
_POINTS_WRITERS = ("services.points", "models.migrations")
_ENVIRONMENT = ("bot.settings", "bot.supervisor")
_TELLS_TIME = ("services.clock",)
_POINTS_MODELS = {"Entry", "Lot", "Allocation", "Balance", "Debt"}
_WRITES = {
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "save",
    "delete",
    "update",
}
_WRITE_POINTS = re.compile(
    r"\b(insert\s+into|update|delete\s+from|merge\s+into|truncate(\s+table)?|copy)\s+(only\s+)?"
    r"\"?(entry|lot|allocation|balance|debt)\b(?!\s*=)",
    re.IGNORECASE,
)
_SQL_TIME = re.compile(
    r"\b(now\(\)|clock_timestamp\(\)|current_timestamp|current_date|localtimestamp)", re.IGNORECASE
)
# A capital first letter alone is a sentence for people.
_SQL = re.compile(r"^\s*(select|insert|update|delete|with|merge|SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\b")
_LEAVES_TRANSACTION = {"gather", "create_task", "ensure_future", "run_in_executor", "to_thread", "TaskGroup"}


def knows_aiogram(source: Source) -> Iterator[str]:
    """Messages are plain data until the edge turns them into aiogram objects."""
    if source.knows("aiogram") and not source.inside(*_AIOGRAM):
        yield f"{source.name} imports aiogram"


def queries(source: Source) -> Iterator[str]:
    """Handlers, webhooks and jobs make no query: only services and models know the database."""
    if source.inside(*_DATABASE):
        return
    for package in ("tortoise", "asyncpg", "models"):
        if source.knows(package):
            yield f"{source.name} imports {package}"
    names = {name for name in source.imports() if name.startswith("services.database")}
    if names and (names == {"services.database"} or names - _ERRORS_OF_DATABASE):
        yield f"{source.name} imports {', '.join(sorted(names))}"
    for text in source.texts():
        if _SQL.match(text) and re.search(r"\b(from|into|set)\b", text, re.IGNORECASE):
            yield f"{source.name} holds SQL: {text.strip()[:60]}"


def opens_transactions(source: Source) -> Iterator[str]:
    """A service command is the transaction; nobody else opens one."""
    if source.inside("services"):
        return
    for call in _calls(source.tree):
        if _called(call) in {"transaction", "in_transaction", "atomic"}:
            yield f"{source.name}:{call.lineno} opens a transaction"


def leaves_transactions(source: Source) -> Iterator[str]:
    """Inside a transaction no task is made and nothing runs side by side: they would share its connection."""
    for block in ast.walk(source.tree):
        if isinstance(block, ast.AsyncWith) and any(_is_transaction(item) for item in block.items):
            for call in _calls(block):
                if _called(call) in _LEAVES_TRANSACTION:
                    yield f"{source.name}:{call.lineno} calls {_called(call)} inside a transaction"


def writes_points(source: Source) -> Iterator[str]:
    """Only services.points writes the points tables."""
    if source.inside(*_POINTS_WRITERS):
        return
    for text in source.texts():
        found = _WRITE_POINTS.search(text)
        if found:
            yield f"{source.name} writes points: {found[0]}"
    for call in _calls(source.tree):
        if _called(call) in _WRITES and _mentions(call.func, _POINTS_MODELS):
            yield f"{source.name}:{call.lineno} writes points"


def reads_environment(source: Source) -> Iterator[str]:
    """bot.settings is the only reader of the environment; the supervisor hands it on."""
    if source.inside(*_ENVIRONMENT):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}:
            yield f"{source.name}:{node.lineno} reads the environment"


def asks_the_time(source: Source) -> Iterator[str]:
    """Services are told the time; neither they nor their SQL ask for it."""
    if not source.inside("services", "models") or source.inside(*_TELLS_TIME):
        return
    for call in _calls(source.tree):
        if _called(call) in {"now", "utcnow", "today"} and _mentions(call.func, {"datetime", "date"}):
            yield f"{source.name}:{call.lineno} asks the machine's clock"
    for text in source.texts():
        if _SQL_TIME.search(text) and not source.inside("services.rules"):
            yield f"{source.name} asks PostgreSQL's clock: {text.strip()[:60]}"


def too_long(source: Source) -> Iterator[str]:
    """Files stay below 400 lines, functions below 60 lines of code."""
    if source.inside("models.migrations"):
        return
    lines = source.path.read_text(encoding="utf-8").count("\n") if source.path.exists() else 0
    if lines >= 400:
        yield f"{source.name} has {lines} lines"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            length = (node.end_lineno or 0) - first.lineno + 1
            if length > 60:
                yield f"{source.name}.{node.name} has {length} lines"


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    """The last part of what is called: `gather` for `asyncio.gather(...)`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _mentions(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(node))


def _is_transaction(item: ast.withitem) -> bool:
    call = item.context_expr
    return isinstance(call, ast.Call) and _called(call) in {"transaction", "in_transaction"}
