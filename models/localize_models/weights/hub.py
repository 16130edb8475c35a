"""Fetches files from the Hugging Face hub, or from what ``HF_ENDPOINT`` names.

Plain HTTP with ranges, and not `huggingface_hub`: its 2.x retries an unreachable hub for 24
seconds a file (measured, no name service), and since its 1.x an interrupted download begins again
from nothing. The catalogue pins a commit and knows every hash, so none of its metadata is needed.
No token, no cookie and no telemetry is sent.
"""

from __future__ import annotations

import http.client
import os
import ssl
import threading
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final
from urllib.error import HTTPError

from localize.errors import FetchError, ModelError, SettingsError
from localize.version import __version__
from localize_models.catalog import ModelFile
from localize_models.weights.hashing import BLOCK
from localize_models.weights.meter import Meter

if TYPE_CHECKING:
    from localize_models.weights.shelf import Staging

_DEFAULT_ENDPOINT: Final = "https://huggingface.co"
#: Seconds that the hub has to answer at all before it counts as unreachable.
_ANSWER_SECONDS: Final = 3.0
#: Seconds without a byte after which a transfer counts as broken; huggingface_hub's default.
_STALL_SECONDS: Final = 10.0
#: No single file of a speech model comes near this; it bounds what an unconfirmed entry may fetch.
_MOST_BYTES: Final = 16 << 30
_TRUE: Final = frozenset({"1", "ON", "YES", "TRUE"})


def is_offline() -> bool:
    """Whether the environment forbids the hub, by the variables that huggingface_hub honours."""
    return any(
        os.environ.get(name, "").upper() in _TRUE
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    )


def fill(staging: Staging, meter: Meter) -> None:
    """Fetch what is missing, each file resumed where an earlier attempt stopped.

    Raises:
        FetchError: the hub does not answer, or not with the file.
        ModelError: what it sends is not what it must be.
        SettingsError: ``HF_ENDPOINT`` is not an address.
        OSError: the disk could not be written.
    """
    base = f"{_endpoint()}/{staging.model.repo}/resolve/{staging.model.revision or 'main'}"
    missing = staging.missing()
    if not missing:
        return
    opener = _opener(_Redirects())
    _see_that_it_answers(f"{base}/{missing[0].name}")
    for file in missing:
        part = staging.folder / f"{file.name}.part"
        if not staging.model.revision:
            # A moving branch may have moved since an earlier attempt.
            part.unlink(missing_ok=True)
        _Download(opener, f"{base}/{file.name}", file, part, meter).run()
        part.replace(staging.folder / file.name)
        staging.settle(file)


def _endpoint() -> str:
    endpoint = (os.environ.get("HF_ENDPOINT") or _DEFAULT_ENDPOINT).rstrip("/")
    if not endpoint.startswith(("https://", "http://")):
        raise SettingsError(
            f"HF_ENDPOINT is {endpoint!r}, which is not an address.",
            hint="It must begin with https:// or http://.",
        )
    return endpoint


def _seconds(variable: str, default: float) -> float:
    try:
        return max(0.1, float(os.environ[variable]))
    except (KeyError, ValueError):
        return default


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects (renamed repositories, the hub's storage), never from https to http."""

    def redirect_request(  # noqa: PLR0917 -- the base class's signature
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if req.full_url.startswith("https://") and not newurl.startswith("https://"):
            raise FetchError("The hub redirects to an address without encryption; refused.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Takes a redirect as an answer."""

    def redirect_request(self, *_: object) -> None:
        return None


def _opener(redirects: urllib.request.HTTPRedirectHandler) -> urllib.request.OpenerDirector:
    # Proxies and certificates come from the environment, as for any program here.
    context = ssl.create_default_context()
    return urllib.request.build_opener(redirects, urllib.request.HTTPSHandler(context=context))


def _see_that_it_answers(url: str) -> None:
    """Ask once, with a bound on all of it: name service and every address included.

    Socket timeouts bound neither the name service nor the number of addresses tried, so the
    question is asked in a thread that is left behind when its time is up.
    """
    seconds = _seconds("HF_HUB_ETAG_TIMEOUT", _ANSWER_SECONDS)
    reason = [f"no answer in {seconds:g} s"]

    def ask() -> None:
        request = urllib.request.Request(url, method="HEAD", headers=_headers())  # noqa: S310 -- scheme checked in _endpoint
        try:
            with _opener(_NoRedirects()).open(request, timeout=seconds):
                reason.clear()
        except HTTPError as error:
            error.close()
            # Any status at all is an answer; the fetch itself will say what is wrong.
            reason.clear()
        except (OSError, http.client.HTTPException) as error:
            reason[:] = [str(getattr(error, "reason", "") or error)]

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds + 0.5)
    if reason:
        raise FetchError(f"The hub at {_endpoint()} cannot be reached ({reason[0]}).")


def _headers() -> dict[str, str]:
    return {"User-Agent": f"localize-workbench/{__version__}", "Accept-Encoding": "identity"}


class _BrokenOffError(Exception):
    """A transfer ended early; what it brought is kept."""


@dataclass(frozen=True, slots=True)
class _Download:
    """One file on its way into ``<name>.part``."""

    opener: urllib.request.OpenerDirector
    url: str
    file: ModelFile
    part: Path
    meter: Meter

    def run(self) -> None:
        """Fetch it to the end, going on where it broke off for as long as that brings bytes."""
        while True:
            start = self.part.stat().st_size if self.part.exists() else 0
            if self.file.bytes and start > self.file.bytes:
                self.part.unlink()
                start = 0
            if self.file.bytes and start == self.file.bytes:
                return
            try:
                self._transfer(start)
            except _BrokenOffError as error:
                if not self.part.exists() or self.part.stat().st_size <= start:
                    raise FetchError(
                        f"The transfer of {self.file.name} from the hub broke off ({error})."
                    ) from error
                continue
            return

    def _transfer(self, start: int) -> None:
        """Append from byte ``start`` to the end, or from 0 where ranges are not served."""
        try:
            response = self._open(start)
        except HTTPError as error:
            error.close()
            if error.code != http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE or not start:
                raise FetchError(
                    f"The hub answers {error.code} ({error.reason}) for {self.url}"
                ) from error
            self.part.unlink()
            raise _BrokenOffError("the hub knows no such range") from error
        except (OSError, http.client.HTTPException) as error:
            raise _BrokenOffError(str(getattr(error, "reason", "") or error)) from error
        with response:
            if response.status != http.HTTPStatus.PARTIAL_CONTENT:
                start = 0
            total = _announced(response.headers, start, self.file)
            done = self._write(response, start, total)
        if done > total:
            self.part.unlink()
            raise ModelError(f"The hub sends more than {total} bytes for {self.file.name}.")
        if done < total < _MOST_BYTES:
            raise _BrokenOffError(f"{done} of {total} bytes")

    def _open(self, start: int) -> http.client.HTTPResponse:
        headers = _headers() | ({"Range": f"bytes={start}-"} if start else {})
        request = urllib.request.Request(self.url, headers=headers)  # noqa: S310 -- checked in _endpoint
        seconds = _seconds("HF_HUB_DOWNLOAD_TIMEOUT", _STALL_SECONDS)
        response: http.client.HTTPResponse = self.opener.open(request, timeout=seconds)
        return response

    def _write(self, response: http.client.HTTPResponse, start: int, total: int) -> int:
        with self.part.open("r+b" if start else "wb") as sink:
            sink.seek(start)
            done = start
            while done <= total and (block := _next_block(response)):
                done += len(block)
                sink.write(block)
                self.meter.at(self.file.name, done)
        return done


def _next_block(response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read1(BLOCK)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _BrokenOffError(str(error) or type(error).__name__) from error


def _announced(headers: http.client.HTTPMessage, start: int, file: ModelFile) -> int:
    """Bytes of the whole file; what the server announces must agree with the catalogue.

    Raises:
        ModelError: another size, an encoding, or another range than was asked for.
    """
    if headers.get("Content-Encoding", "identity") != "identity":
        raise ModelError(f"The hub sends {file.name} in an encoding that was not asked for.")
    if start and not headers.get("Content-Range", "").startswith(f"bytes {start}-"):
        raise ModelError(f"The hub sends another range of {file.name} than was asked for.")
    length = headers.get("Content-Length", "")
    announced = start + int(length) if length.isdecimal() else 0
    if file.bytes and announced and announced != file.bytes:
        raise ModelError(
            f"The hub has {announced} bytes for {file.name}, not {file.bytes} as it must."
        )
    return file.bytes or announced or _MOST_BYTES
