"""Answers of a server, kept for a run that was broken off and starts again.

What was answered is paid for. A run that goes on asks the same questions in the same order; it gets
the same answers, as far as there are some, whether they were of use or not.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localize.engines import Parts
    from localize_models.translation.chat.asking import Question


class KeptAnswers:
    """Answers to the questions of one request; for one thread.

    Args:
        parts: their keeper; None where nothing is kept.
        same: what can change an answer, and is the same for all of the request's questions.
    """

    def __init__(self, parts: Parts | None, *same: str) -> None:
        self._parts = parts
        self._same = same
        self._times = Counter[str]()

    def key(self, question: Question) -> str:
        """The key of a question; each time that it is asked another."""
        told = [self._same, question.messages, question.temperature, question.schema]
        digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
        self._times[digest] += 1
        return f"{digest}.{self._times[digest]}"

    def get(self, key: str) -> str | None:
        """The answer that is kept under a key; None where there is none."""
        return None if self._parts is None else self._parts.get(key)

    def put(self, key: str, answer: str) -> None:
        """Keep an answer. One that says nothing is none."""
        if self._parts is not None and answer:
            self._parts.put(key, answer)
