"""The program's own modules as syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "handlers", "webhooks", "services", "models", "scheduler", "sandbox")


@dataclass(frozen=True)
class Source:
    """One module: its dotted name, its path and its tree."""

    name: str
    path: Path
    tree: ast.Module

    def inside(self, *packages: str) -> bool:
        """Whether it is one of these packages or modules, or below one."""
        return any(self.name == package or self.name.startswith(f"{package}.") for package in packages)

    def imports(self) -> set[str]:
        """Dotted names of what it imports anywhere, `from a import b` as both `a` and `a.b`."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = self._absolute(node)
                found.add(module)
                found.update(f"{module}.{alias.name}" for alias in node.names)
        return found

    def knows(self, package: str) -> bool:
        """Whether it imports the package or anything below it."""
        return any(name == package or name.startswith(f"{package}.") for name in self.imports())

    def texts(self) -> Iterator[str]:
        """Every string of the module except docstrings, f-strings piece by piece with a gap for each value."""
        hidden = set(self._docstrings()) | {
            id(value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.JoinedStr)
            for value in node.values
        }
        for node in ast.walk(self.tree):
            if isinstance(node, ast.JoinedStr):
                yield "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in hidden:
                yield node.value

    def _docstrings(self) -> Iterator[int]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0] if node.body else None
                if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                    yield id(first.value)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.path.name == "__init__.py" else self.name.split(".")[:-1]
        base = package[: len(package) - node.level + 1]
        return ".".join([*base, *([node.module] if node.module else [])])


@lru_cache(maxsize=1)
def sources() -> tuple[Source, ...]:
    """Every module of the program."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple(source(path, path.read_text(encoding="utf-8")) for path in paths)


def source(path: Path, text: str) -> Source:
    """One module from its text; `path` is below ROOT and need not exist."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return Source(".".join(parts), path, ast.parse(text))
