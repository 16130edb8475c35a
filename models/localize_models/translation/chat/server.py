"""The wire to a chat server: one question, one answer; patient with what passes by itself.

Nothing is sent beyond this machine unless the operator has said so for the project.
"""

from __future__ import annotations

import ipaddress
import os
import random
import threading
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx2 as httpx

from localize.errors import FetchError, LocalizeError, SettingsError
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

#: The variable that holds the server's key. It is read from the environment alone, never from a
#: file of the project, and is neither shown nor kept.
KEY_VARIABLE: Final = "LOCALIZE_SERVER_KEY"
#: Seconds to connect, and to wait for an answer: a model on a CPU takes minutes.
_CONNECT: Final = 5.0
_ANSWER: Final = 600.0
#: Tries of one question before it is given up, and the longest wait between two, seconds.
_TRIES: Final = 6
_LONGEST_WAIT: Final = 60.0
#: Questions given up one after the other after which the server counts as gone.
_GONE: Final = 3
#: Bytes of an answer; a dozen subtitles need a few thousand.
_MOST_BYTES: Final = 4 << 20
#: Statuses that pass by themselves: too many requests, and faults of the server or what is before
#: it.
_PASSING: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
#: How an answer can be bound to JSON, the firmest first; older servers know fewer.
_FORMATS: Final = ("json_schema", "json_object", "")


class TooLongError(LocalizeError):
    """The question does not fit into the model; a shorter one may."""


class NoAnswerError(LocalizeError):
    """The server answered a question with faults to the last."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that were read and written."""

    asked: int = 0
    answered: int = 0


def is_here(address: str) -> bool:
    """Whether an address is this machine's own."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class ChatServer:
    """One server, for many threads.

    Args:
        address: base address of the protocol, such as ``http://127.0.0.1:8000/v1``.
        model: name of the model; empty takes the only one that the server has.
        may_send: whether text may go to other machines.
        sleep: waits so many seconds.

    Raises:
        SettingsError: no address of a server, or one beyond this machine without leave.
    """

    def __init__(
        self,
        address: str,
        model: str,
        *,
        may_send: bool,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(
                f"{address!r} is not the address of a server.",
                hint="Write it like http://127.0.0.1:8000/v1.",
            )
        if not is_here(address) and not may_send:
            raise SettingsError(
                f"The server {parts.hostname} is another machine: the dialogue would go there.",
                hint='If the project\'s owner allows that, write network = "send" into '
                "localize.toml; the record of every delivery then says so.",
            )
        self._model = model
        self._sleep = sleep
        self._format = 0
        self._given_up = 0
        self._lock = threading.Lock()
        key = os.environ.get(KEY_VARIABLE, "")
        headers = {"User-Agent": f"localize/{__version__}"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._client = httpx.Client(
            base_url=address.rstrip("/"),
            headers=headers,
            timeout=httpx.Timeout(_ANSWER, connect=_CONNECT),
            # Proxies of the environment would carry the dialogue elsewhere; and a server that
            # sends us on is not the one that was allowed.
            trust_env=False,
            follow_redirects=False,
        )
        self.usage = Usage()

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def model(self) -> str:
        """Name of the model that answers.

        Raises:
            FetchError: the server does not answer.
            SettingsError: none was named and there are several, or the key is refused.
        """
        if self._model:
            return self._model
        data = self._send("GET", "/models", None)
        names = [str(one.get("id")) for one in _list(data.get("data")) if one.get("id")]
        if len(names) != 1:
            raise SettingsError(
                f"The server has {len(names)} models: {', '.join(names[:20]) or 'none'}.",
                hint="Name one with --server-model.",
            )
        self._model = names[0]
        return self._model

    def ask(
        self, messages: list[dict[str, str]], schema: dict[str, Any], *, temperature: float
    ) -> str:
        """What the model writes.

        Raises:
            TooLongError: the question is too long for the model.
            NoAnswerError: the server answers with faults, again and again.
            FetchError: the server is gone.
            SettingsError: the key, the model or the address is refused.
        """
        while True:
            kind = self._format
            body: dict[str, Any] = {
                "model": self.model(),
                "messages": messages,
                "temperature": temperature,
                **_bound(_FORMATS[kind], schema),
            }
            try:
                data = self._send("POST", "/chat/completions", body)
            except _RefusedFormatError:
                with self._lock:
                    self._format = max(self._format, min(kind + 1, len(_FORMATS) - 1))
                continue
            self._count(data.get("usage"))
            return _content(data)

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        said = ""
        refused = False
        for tried in range(_TRIES):
            wait: float | None = None
            try:
                response = self._client.request(method, path, json=body)
            except httpx.TransportError as error:
                said, refused = str(error) or type(error).__name__, True
            else:
                if response.status_code < httpx.codes.BAD_REQUEST:
                    with self._lock:
                        self._given_up = 0
                    return _json(response)
                said, refused = _reason(response), False
                self._judge(response, said, body)
                wait = _told_wait(response)
            if tried + 1 < _TRIES:
                own = min(_LONGEST_WAIT, 2.0**tried) * (0.5 + random.random() / 2)  # noqa: S311
                self._sleep(own if wait is None else min(wait, _LONGEST_WAIT))
        with self._lock:
            self._given_up += 1
            gone = refused or self._given_up >= _GONE
        if gone:
            raise FetchError(
                f"The translation server does not answer: {said}.",
                hint="Is it running? What is drafted is kept; run the same command to go on.",
            )
        raise NoAnswerError(f"The translation server failed {_TRIES} times: {said}.")

    def _judge(self, response: httpx.Response, said: str, body: dict[str, Any] | None) -> None:
        """Raise for what does not pass by itself."""
        status = response.status_code
        if status in _PASSING:
            return
        if status in (401, 403):
            raise SettingsError(
                f"The translation server refuses the key: {said}.",
                hint=f"Put it into the environment variable {KEY_VARIABLE}.",
            )
        lowered = said.casefold()
        if status == httpx.codes.CONTENT_TOO_LARGE or (
            "context" in lowered and ("length" in lowered or "exceed" in lowered)
        ):
            raise TooLongError(f"The question is too long for the model: {said}.")
        bound = body is not None and "response_format" in body
        if bound and ("response_format" in lowered or "schema" in lowered or "json" in lowered):
            raise _RefusedFormatError(said)
        raise SettingsError(
            f"The translation server refuses the question ({status}): {said}.",
            hint="Look at the address (it usually ends with /v1) and the model's name.",
        )

    def _count(self, usage: object) -> None:
        if isinstance(usage, dict):
            asked, answered = (
                value if isinstance(value := usage.get(key), int) else 0
                for key in ("prompt_tokens", "completion_tokens")
            )
            with self._lock:
                self.usage = Usage(self.usage.asked + asked, self.usage.answered + answered)


class _RefusedFormatError(LocalizeError):
    """The server does not know this way of binding an answer."""


def _bound(kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    if kind == "json_schema":
        named = {"name": "subtitles", "strict": True, "schema": schema}
        return {"response_format": {"type": kind, "json_schema": named}}
    return {"response_format": {"type": kind}} if kind else {}


def _json(response: httpx.Response) -> dict[str, Any]:
    """The answer's object; an empty one for whatever else it is."""
    if len(response.content) > _MOST_BYTES:
        return {}
    try:
        data = response.json()
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _list(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _content(data: dict[str, Any]) -> str:
    for choice in _list(data.get("choices")):
        message = choice.get("message")
        content = message.get("content") if isinstance(message, dict) else None
        if isinstance(content, str):
            return content
    return ""


def _reason(response: httpx.Response) -> str:
    """What the server says is wrong, in a line."""
    data = _json(response)
    error = data.get("error", data)
    said = error.get("message") if isinstance(error, dict) else error
    text = said if isinstance(said, str) else response.text
    return " ".join(text.split())[:300] or f"status {response.status_code}"


def _told_wait(response: httpx.Response) -> float | None:
    """Seconds that the server asks us to wait; None where it does not say."""
    told = response.headers.get("Retry-After", "")
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
