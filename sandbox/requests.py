"""Reading what comes over HTTP: query string, JSON, urlencoded and multipart bodies alike."""

import orjson
from aiohttp import BodyPartReader, web
from aiohttp.web_exceptions import HTTPRequestEntityTooLarge

from sandbox.telegram.calls import Upload, as_params
from sandbox.telegram.rules import refuse

FILE_MOST = 50 << 20
_BODY_MOST = FILE_MOST + (1 << 20)


async def read_params(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """The parameters and files of a request. Raises TelegramError 413 when it is too large."""
    roomy = request.clone(client_max_size=_BODY_MOST)
    params = dict(request.query)
    try:
        if request.content_type.startswith("multipart/"):
            return await _multipart(roomy, params)
        if request.content_type == "application/json":
            return params | _json(await roomy.read()), {}
        form = await roomy.post()
    except HTTPRequestEntityTooLarge:
        raise refuse("entity-too-large") from None
    return params | {name: str(value) for name, value in form.items()}, {}


def _json(body: bytes) -> dict[str, str]:
    """The server reads a broken body as an empty one."""
    try:
        return as_params(orjson.loads(body)) if body else {}
    except orjson.JSONDecodeError:
        return {}


async def _multipart(
    request: web.Request, params: dict[str, str]
) -> tuple[dict[str, str], dict[str, Upload]]:
    files: dict[str, Upload] = {}
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytes(await part.read(decode=True))
        if part.filename is None:
            params[part.name] = data.decode(errors="replace")
            continue
        if len(data) > FILE_MOST:
            raise refuse("entity-too-large")
        mime = part.headers.get("Content-Type", "application/octet-stream")
        files[part.name] = Upload(part.filename, data, mime)
    return params, files
