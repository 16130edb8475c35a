"""The translation engine over a chat server."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, wait
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, Self

from localize import locales
from localize.engines import (
    SENT_AWAY,
    Draft,
    EngineSettings,
    Estimate,
    TranslatedUnit,
    TranslationCapabilities,
)
from localize.errors import LocalizeError, MissingPartError, SettingsError
from localize.findings import Finding, Severity
from localize.script import Provenance
from localize_models.translation.chat import prompt
from localize_models.translation.chat.asking import Asking, Question, questions
from localize_models.translation.chat.batches import batches
from localize_models.translation.chat.kept import KeptAnswers
from localize_models.translation.chat.refusals import NoAnswerError, TooLongError
from localize_models.translation.chat.server import ChatServer, is_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from localize.engines import (
        FetchProgress,
        Progress,
        TranslationRequest,
        TranslationUnit,
    )

#: Changes whenever another answer would be kept.
_METHOD: Final = f"1.{prompt.VERSION}"
#: Episodes and markets that are asked about at once; a server of one's own batches them.
_AT_ONCE: Final = 4
#: Seconds that answers under way may take to come when another's failure ends the work.
_LAST_ANSWERS: Final = 30.0
#: Bytes of UTF-8 a token of usual vocabularies, about: English has 4, Japanese and Arabic 3.
_BYTES_A_TOKEN: Final = 3.3
#: Tokens that an answer is bound to: so many a line for its id and its frame, and so many a
#: character of its source, as scripts that vocabularies hardly know need three a character.
_A_LINE: Final = 64
_A_CHARACTER: Final = 4


class ChatEngine:
    """Drafts by questions to a chat server. Off unless the operator names one.

    Implements `localize.engines.TranslationEngine`.

    Args:
        settings: ``server`` and ``server_model``; ``may_send`` allows other machines.
    """

    name: ClassVar[str] = "openai"

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._opened: ChatServer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @property
    def _server(self) -> ChatServer:
        if self._opened is None:
            if not self._settings.server:
                raise MissingPartError(
                    "No translation server is named.",
                    hint="Name one with --server, such as http://127.0.0.1:8000/v1.",
                )
            self._opened = ChatServer(
                self._settings.server,
                self._settings.server_model,
                may_send=self._settings.may_send,
            )
        return self._opened

    def models(self) -> tuple[str, ...]:
        """As `Naming.models`: none, since the server's is named by ``server_model``."""
        return ()

    def capabilities(self) -> TranslationCapabilities:
        """It reads context, terms and lengths; where text goes follows from the address."""
        server = self._settings.server
        return TranslationCapabilities(
            leaves_machine=bool(server) and not is_here(server),
            context=True,
            terms=True,
            length=True,
            preference=90,
        )

    def serves(self, source: str, target: str) -> bool:
        """Any two languages, where a server is named."""
        differ = locales.language(source) != locales.language(target)
        return bool(self._settings.server) and (not source or differ)

    def prepare(self, progress: FetchProgress | None = None) -> None:  # noqa: ARG002 -- no weights
        """As `TranslationEngine.prepare`: the server is there and has the model.

        Raises:
            MissingPartError: no server is named.
            FetchError: it does not answer.
            SettingsError: it is another machine, and that is not allowed; or it refuses us.
        """
        self._server.model()

    def provenance(self) -> Provenance:
        """As `TranslationEngine.provenance`; asks the server nothing."""
        host = self._settings.server.partition("//")[2].partition("/")[0].rpartition("@")[2]
        return Provenance(
            self.name,
            _METHOD,
            self._settings.server_model or "default",
            parameters=(
                (SENT_AWAY, "yes" if self.capabilities().leaves_machine else "no"),
                ("server", host),
            ),
        )

    def estimate(self, requests: Sequence[TranslationRequest]) -> Estimate:
        """What drafting would take, before anything is sent."""
        calls = asked = answered = 0
        for request in requests:
            for batch in batches(request.units):
                question = prompt.messages(request, batch, {})
                text = sum(len(unit.text.encode()) for unit in batch)
                calls += 1
                asked += round(sum(len(one["content"].encode()) for one in question))
                answered += text * 2 + 40 * len(batch)
        return Estimate(calls, round(asked / _BYTES_A_TOKEN), round(answered / _BYTES_A_TOKEN))

    def translate(
        self, requests: Iterable[TranslationRequest], progress: Progress | None = None
    ) -> Iterator[Draft]:
        """As `TranslationEngine.translate`: several requests at once, each in its own order.

        Raises:
            SettingsError: a pair that it does not serve, or the server refuses us.
            FetchError: the server is gone.
        """
        waiting: list[Future[Draft]] = []
        try:
            for request in requests:
                waiting.append(self._begin(request, progress))
                while len(waiting) >= _AT_ONCE:
                    yield waiting[0].result()
                    del waiting[0]
            while waiting:
                yield waiting[0].result()
                del waiting[0]
        except LocalizeError:
            self._stop(waiting, _LAST_ANSWERS)
            raise
        except BaseException:
            self._stop(waiting, 0)
            raise

    def _begin(self, request: TranslationRequest, progress: Progress | None) -> Future[Draft]:
        if not self.serves(request.source, request.target):
            raise SettingsError(
                f"No server is named that translates {request.source} to {request.target}.",
                hint="Name one with --server.",
            )
        return _begun(partial(self._draft, self._server, request, progress))

    def _stop(self, waiting: Sequence[Future[Draft]], seconds: float) -> None:
        """Ask nothing more.

        Args:
            waiting: drafts that may be under way.
            seconds: that what is being answered may take; it is paid for, and kept.
        """
        if self._opened is not None and not all(one.done() for one in waiting):
            self._opened.stop()
            wait(waiting, seconds)
            self.__exit__()

    def _draft(
        self, server: ChatServer, request: TranslationRequest, progress: Progress | None
    ) -> Draft:
        began = time.perf_counter()
        same = (self.provenance().signature, server.model(), str(request.attempt))
        kept = KeptAnswers(request.parts, *same)
        texts = self._answered(server, kept, questions(request, progress))
        units = tuple(TranslatedUnit((u.id,), texts.get(u.id, "")) for u in request.units)
        findings = tuple(_untranslated(u) for u in request.units if u.id not in texts)
        if findings:
            # That is said of the lines only where the server still answers others.
            server.make_sure()
        made = replace(self.provenance(), seconds=round(time.perf_counter() - began, 3))
        return Draft(request.id, units, made, findings)

    def _answered(self, server: ChatServer, kept: KeptAnswers, asking: Asking) -> dict[str, str]:
        """Ask the server what a request asks, until it has all."""
        try:
            question = next(asking)
            while True:
                question = asking.send(self._answer(server, kept, question))
        except StopIteration as done:
            return dict(done.value)

    def _answer(self, server: ChatServer, kept: KeptAnswers, question: Question) -> str | None:
        key = kept.key(question)
        found = kept.get(key)
        if found is not None:
            return found
        try:
            found = server.ask(
                question.messages,
                question.schema,
                temperature=question.temperature,
                tokens=_A_LINE * question.lines + _A_CHARACTER * question.characters,
            )
        except (TooLongError, NoAnswerError):
            return None
        kept.put(key, found)
        return found


def _begun(work: Callable[[], Draft]) -> Future[Draft]:
    """Work in a thread of its own, which does not hold up the end of the program.

    An executor's would: a program that ends waits for all that was given to one.
    """
    future: Future[Draft] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 -- raised by who waits for the result
            future.set_exception(error)

    threading.Thread(target=run, name="chat", daemon=True).start()
    return future


def _untranslated(unit: TranslationUnit) -> Finding:
    return Finding(
        "untranslated",
        Severity.ERROR,
        f"The server gave no usable translation of “{unit.text}”; translate it by hand.",
        cue_id=unit.source_ids[0] if unit.source_ids else "",
        start=unit.span.start,
    )
