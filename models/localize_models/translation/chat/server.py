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

from localize.engines.address import host_of, no_address
from localize.errors import FetchError, LocalizeError, SettingsError
from localize.version import __version__
from localize_models.translation.chat.answer import spoken
from localize_models.translation.chat.form import Form
from localize_models.translation.chat.refusals import (
    GO_ON,
    KEY_VARIABLE,
    LOOK,
    NoAnswerError,
    RefusedPartError,
    RefusedQuestionError,
    TooLongError,
    refusal,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Seconds to connect, and to wait for an answer: a model on a CPU takes minutes.
_CONNECT: Final = 5.0
_ANSWER: Final = 600.0
#: Tries of one question before it is given up, those of them that may run out of time, and the
#: longest wait between two, seconds.
_TRIES: Final = 6
_LATE: Final = 2
_LONGEST_WAIT: Final = 60.0
#: Questions given up or refused one after the other after which the server is asked whether it is
#: there, how, and in how many tries.
_GONE: Final = 3
_KNOCK: Final = ({"role": "user", "content": "Say yes."},)
_KNOCKS: Final = 2
#: Bytes of an answer; a dozen subtitles need a few thousand.
_MOST_BYTES: Final = 4 << 20


class ClosedError(LocalizeError):
    """The server was closed while its answer was waited for: nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that were read and written."""

    asked: int = 0
    answered: int = 0


def is_here(address: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
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
        sleep: waits so many seconds; by default until the server is closed, if that is sooner.

    Raises:
        SettingsError: no address of a server, or one beyond this machine without leave.
    """

    def __init__(
        self,
        address: str,
        model: str,
        *,
        may_send: bool,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        host = host_of(address)
        if not is_here(address) and not may_send:
            raise SettingsError(
                f"The server {host} is another machine: the dialogue would go there.",
                hint='If the project\'s owner allows that, write network = "send" into '
                "localize.toml; the record of every delivery then says so.",
            )
        self._model = model
        self._closed = threading.Event()
        self._sleep = sleep or self._closed.wait
        self._form = Form()
        self._answered = False
        self._given_up = 0
        self._lock = threading.Lock()
        key = os.environ.get(KEY_VARIABLE, "")
        headers = {"User-Agent": f"localize/{__version__}"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        try:
            self._client = httpx.Client(
                base_url=address.rstrip("/"),
                headers=headers,
                timeout=httpx.Timeout(_ANSWER, connect=_CONNECT),
                # Proxies of the environment would carry the dialogue elsewhere; and a server that
                # sends us on is not the one that was allowed.
                trust_env=False,
                follow_redirects=False,
            )
        except httpx.InvalidURL as error:
            raise no_address(address) from error
        self.usage = Usage()

    def stop(self) -> None:
        """No thread asks anything from now on; what is being answered may still come."""
        self._closed.set()

    def close(self) -> None:
        """Stop, and let the connections go."""
        self.stop()
        self._client.close()

    def model(self) -> str:
        """Name of the model that answers.

        Raises:
            FetchError: the server does not answer.
            SettingsError: none was named and there are several, or the key is refused.
        """
        if self._model:
            return self._model
        try:
            data = self._send("GET", "/models", {})
        except _FaultError as error:
            raise _gone(error.said) from error
        except NoAnswerError as error:
            raise SettingsError(error.message, hint=LOOK) from error
        names = [str(one.get("id")) for one in _list(data.get("data")) if one.get("id")]
        if len(names) != 1:
            raise SettingsError(
                f"The server has {len(names)} models: {', '.join(names[:20]) or 'none'}.",
                hint="Name one with --server-model.",
            )
        self._model = names[0]
        return self._model

    def ask(
        self,
        messages: Sequence[dict[str, str]],
        schema: dict[str, Any],
        *,
        temperature: float,
        tokens: int = 0,
    ) -> str:
        """What the model writes.

        Args:
            messages: the question.
            schema: JSON schema of the answer.
            temperature: how freely the model may answer.
            tokens: that the answer has at most, what the model thinks not counted; 0 for any.

        Raises:
            TooLongError: the question is too long for the model.
            NoAnswerError: the server will not answer it, or answers with faults to the last.
            FetchError: the server is gone.
            SettingsError: the key, the model or the address is refused, or the account is empty.
        """
        unbounded = False
        while True:
            known = self._form
            form = known.unbounded() if unbounded else known
            body = {
                "model": self.model(),
                "messages": messages,
                **form.settings(schema, temperature, tokens),
            }
            try:
                data = self._answer(body)
            except RefusedPartError as error:
                self._learn(known.without(error.part))
                continue
            except TooLongError:
                if not (tokens and form.bounded):
                    raise
                unbounded = True  # the answer that it was to have room for may be what is too long
                continue
            if unbounded:
                self._learn(form)
            self._count(data.get("usage"))
            content, cut = _content(data)
            if cut and not spoken(content).strip() and form.with_more() != form:
                self._learn(form.with_more())
                continue
            return content

    def make_sure(self) -> None:
        """Find out whether the server is there still, where it gave no answer to the last question.

        Raises:
            FetchError: it does not answer.
            SettingsError: it refuses everything.
        """
        if self._given_up:
            self._knock()

    def _learn(self, form: Form) -> None:
        with self._lock:
            self._form = self._form.plainer(form)

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question; where none comes it is found out whether others would."""
        try:
            data = self._send("POST", "/chat/completions", body)
        except _FaultError as error:
            if error.unreached:
                raise _gone(error.said) from error
            if self._is_doubtful():
                self._knock()
            raise NoAnswerError(
                f"The translation server failed to the last: {error.said}."
            ) from error
        except RefusedQuestionError:
            # What says that it refuses the question may refuse all: a model that was put away.
            if self._is_doubtful() or not self._answered:
                self._knock()
            raise
        with self._lock:
            self._answered, self._given_up = True, 0
        return data

    def _is_doubtful(self) -> bool:
        """Count a question that was given up; whether the server may answer none any more."""
        with self._lock:
            self._given_up += 1
            return self._given_up >= _GONE

    def _knock(self) -> None:
        """Ask what no server has reason to refuse.

        Raises:
            FetchError: it does not answer that either.
            SettingsError: it refuses that, too.
        """
        body = {"model": self.model(), "messages": _KNOCK}
        try:
            self._send("POST", "/chat/completions", body, _KNOCKS)
        except _FaultError as error:
            raise _gone(error.said) from error
        except (NoAnswerError, TooLongError) as error:
            hint = f"It answered before: see what has changed there. {GO_ON}"
            raise SettingsError(error.message, hint=hint if self._answered else LOOK) from error
        with self._lock:
            self._answered, self._given_up = True, 0

    def _send(
        self, method: str, path: str, body: dict[str, Any], tries: int = _TRIES
    ) -> dict[str, Any]:
        said = ""
        unreached = False
        late = 0
        for tried in range(tries):
            wait: float | None = None
            if self._closed.is_set():
                raise ClosedError("The translation server was closed.")
            try:
                response = self._client.request(method, path, json=body or None)
            except httpx.RequestError as error:
                said = str(error).rstrip(".") or type(error).__name__
                unreached = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout))
                late += isinstance(error, httpx.TimeoutException) and not unreached
            else:
                if response.status_code < httpx.codes.MULTIPLE_CHOICES:
                    return _json(response)
                said, unreached = _reason(response), False
                refused = refusal(response.status_code, said, _code(response), body)
                if refused is not None:
                    raise refused
                wait = _told_wait(response)
            if late >= _LATE:
                break
            if tried + 1 < tries:
                own = min(_LONGEST_WAIT, 2.0**tried) * (0.5 + random.random() / 2)  # noqa: S311
                self._sleep(own if wait is None else min(wait, _LONGEST_WAIT))
        raise _FaultError(said, unreached=unreached)

    def _count(self, usage: object) -> None:
        if isinstance(usage, dict):
            asked, answered = (
                value if isinstance(value := usage.get(key), int) else 0
                for key in ("prompt_tokens", "completion_tokens")
            )
            with self._lock:
                self.usage = Usage(self.usage.asked + asked, self.usage.answered + answered)


class _FaultError(LocalizeError):
    """The server answered with faults to the last, or could not be reached.

    Args:
        said: the last of them.
        unreached: whether it was that nothing listens.
    """

    def __init__(self, said: str, *, unreached: bool) -> None:
        super().__init__(said)
        self.said, self.unreached = said, unreached


def _gone(said: str) -> FetchError:
    return FetchError(
        f"The translation server does not answer: {said}.",
        hint=f"Is it running? {GO_ON}",
    )


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


def _content(data: dict[str, Any]) -> tuple[str, bool]:
    """What the model wrote, and whether it was cut off."""
    cut = False
    for choice in _list(data.get("choices")):
        cut = cut or choice.get("finish_reason") == "length"
        message = choice.get("message")
        content = message.get("content") if isinstance(message, dict) else None
        if isinstance(content, str):
            return content, cut
    return "", cut


def _error(response: httpx.Response) -> object:
    data = _json(response)
    return data.get("error", data)


def _reason(response: httpx.Response) -> str:
    """What the server says is wrong, in a line."""
    error = _error(response)
    said = error.get("message") if isinstance(error, dict) else error
    text = said if isinstance(said, str) else response.text
    return " ".join(text.split())[:300].rstrip(".") or f"status {response.status_code}"


def _code(response: httpx.Response) -> str:
    """The server's own name for what is wrong."""
    error = _error(response)
    return " ".join(str(error.get("code") or "").split()) if isinstance(error, dict) else ""


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
