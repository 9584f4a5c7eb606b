"""The page that people read, made of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import orjson

from webhooks.docs import fields
from webhooks.problems import KINDS

ORIGIN = "http://127.0.0.1:8080"
Json = Mapping[str, Any]


def render(document: Json) -> str:
    """The whole page as HTML; it asks for its style and its script by their own addresses."""
    operations = list(_operations(document))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Regulars: HTTP API</title>
<link rel="icon" href="/v1/docs/icon.svg">
<link rel="stylesheet" href="/v1/docs/style.css">
<script src="/v1/docs/page.js" defer></script>
</head>
<body>
<nav aria-label="Contents">
<p class="brand">Regulars <small>{escape(document["info"]["version"])}</small></p>
{_contents(document, operations)}
</nav>
<main>
<h1>HTTP API</h1>
{_paragraphs(document["info"]["description"])}
<p>For programs: <a href="/v1/openapi.json">openapi.json</a>.</p>
{"".join(_section(document, method, path, operation) for method, path, operation in operations)}
{_problems()}
</main>
</body>
</html>
"""


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if not operation.get("x-internal"):
                yield method.upper(), path, operation


def _contents(document: Json, operations: list[tuple[str, str, Json]]) -> str:
    parts = []
    for tag in document["tags"]:
        links = "".join(
            f'<li><a href="#{escape(operation["operationId"])}">{escape(operation["summary"])}</a></li>'
            for _, _, operation in operations
            if tag["name"] in operation["tags"]
        )
        parts.append(f"<h2>{escape(tag['name'])}</h2><ul>{links}</ul>")
    return "".join(parts) + '<h2>Errors</h2><ul><li><a href="#problems">All codes</a></li></ul>'


def _section(document: Json, method: str, path: str, operation: Json) -> str:
    return (
        f'<section id="{escape(operation["operationId"])}"><h2>{escape(operation["summary"])}</h2>'
        f'<p class="call"><b class="{method.lower()}">{method}</b> <code>{escape(path)}</code></p>'
        f"{_paragraphs(operation['description'])}{_curl(method, path, operation)}"
        f"{_parameters(operation)}"
        f"{_body(document, operation)}{_answers(document, operation)}</section>"
    )


def _curl(method: str, path: str, operation: Json) -> str:
    lines = [f"curl {ORIGIN}{path}" if method == "GET" else f"curl -X {method} {ORIGIN}{path}"]
    if operation["security"]:
        lines.append('-H "Authorization: Bearer $REGULARS_KEY"')
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "header":
            lines.append(f"-H '{parameter['name']}: {parameter['example']}'")
    example = _request(operation).get("example")
    if example is not None:
        body = orjson.dumps(example, option=orjson.OPT_INDENT_2).decode().replace("'", "'\\''")
        lines += ["-H 'Content-Type: application/json'", f"-d '{body}'"]
    return _code(" \\\n  ".join(lines))


def _request(operation: Json) -> Json:
    content: Json = operation.get("requestBody", {}).get("content", {})
    found: Json = content.get("application/json", {})
    return found


def _parameters(operation: Json) -> str:
    body = "".join(
        f"<tr><th scope=row><code>{escape(parameter['name'])}</code></th>"
        f"<td>{escape(parameter['in'])}</td><td>{escape(parameter['description'])}</td></tr>"
        for parameter in operation.get("parameters", ())
    )
    return (
        f'<h3>Path and headers</h3><div class="wide"><table><tbody>{body}</tbody></table></div>'
        if body
        else ""
    )


def _body(document: Json, operation: Json) -> str:
    schema = _request(operation).get("schema")
    return f"<h3>The body</h3>{_table(document, schema)}" if schema else ""


def _answers(document: Json, operation: Json) -> str:
    parts = ["<h3>Answers</h3>"]
    shown: list[Any] = []
    for status, answer in operation["responses"].items():
        parts.append(f'<p class="answer"><b>{status}</b> {escape(answer["description"])}</p>')
        if "content" not in answer:
            continue
        media, content = next(iter(answer["content"].items()))
        if "example" in content:
            example = orjson.dumps(content["example"], option=orjson.OPT_INDENT_2).decode()
            parts.append(_code(example))
        if media == "application/json" and content["schema"] not in shown:
            parts.append(_table(document, content["schema"]))
            shown.append(content["schema"])
    return "".join(parts)


def _table(document: Json, schema: Json) -> str:
    body = "".join(
        f"<tr><th scope=row><code>{escape(row.path)}</code></th>"
        f"<td>{escape(row.kind)}{'' if row.required else ' <i>optional</i>'}</td><td>{escape(row.words)}</td></tr>"
        for row in fields.rows(schema, document["components"]["schemas"])
    )
    return f'<div class="wide"><table><tbody>{body}</tbody></table></div>' if body else ""


def _problems() -> str:
    """Every code with an anchor: the ``type`` of a problem document leads here."""
    by_status = sorted(KINDS.items(), key=lambda item: (item[1].status or 422, item[0]))
    body = "".join(
        f'<tr id="problem-{escape(code)}"><th scope=row><code>{escape(code)}</code></th>'
        f"<td>{kind.status or '404, 422'}</td><td>{escape(kind.title)}</td></tr>"
        for code, kind in by_status
    )
    example = {
        "type": "/v1/docs#problem-invalid_body",
        "title": KINDS["invalid_body"].title,
        "status": 422,
        "code": "invalid_body",
        "detail": KINDS["invalid_body"].title,
        "errors": [{"field": "total", "message": "is not the sum of the lines' amounts"}],
    }
    shown = _code(orjson.dumps(example, option=orjson.OPT_INDENT_2).decode())
    return (
        '<section id="problems"><h2>Errors</h2><p>Whatever goes wrong is answered as '
        "<code>application/problem+json</code>. Decide by <code>code</code>; show <code>detail</code> to people."
        f'</p>{shown}<div class="wide"><table><tbody>{body}</tbody></table></div></section>'
    )


def _code(text: str) -> str:
    return f'<pre tabindex="0"><code>{escape(text)}</code></pre>'


def _paragraphs(text: str) -> str:
    """Paragraphs with `code` in backticks."""
    parts = (escape(" ".join(paragraph.split())) for paragraph in text.split("\n\n"))
    return "".join(f"<p>{_ticks(part)}</p>" for part in parts)


def _ticks(text: str) -> str:
    pieces = text.split("`")
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))
