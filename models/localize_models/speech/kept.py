"""Windows that were decoded, kept for a run that was killed and starts again.

What is kept of a window is all that was heard in it, so that nothing after it can tell whether it
was decoded now or then. Its key is a hash of what the model was given.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from localize_models.speech.heard import Heard, Task, Window
from localize_models.speech.words import RawWord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from localize.engines import Parts

#: Changes whenever what is kept of a window is written in another way.
_WRITTEN: Final = "1"


class KeptWindows:
    """What was heard in windows of one request.

    Args:
        parts: their keeper; None where nothing is kept.
        same: what can change what is heard, and is the same for all of the request's windows.
    """

    def __init__(self, parts: Parts | None, *same: str) -> None:
        self._parts = parts
        self._same = hashlib.sha256(json.dumps([_WRITTEN, *same]).encode()).hexdigest()

    def key(
        self, windows: Sequence[Window], sounds: Sequence[NDArray[np.float32]], *given: str
    ) -> str:
        """The key of windows that are kept together; empty where nothing is kept.

        Args:
            windows: as they go to the model.
            sounds: for each what the model gets of its sound.
            given: what else can change what is heard in them.
        """
        if self._parts is None:
            return ""
        digest = hashlib.sha256()
        spans = [[(span.start, span.end) for span in one.speech.spans] for one in windows]
        asked = [(one.language, one.task.value) for one in windows]
        shapes = [one.shape for one in sounds]
        digest.update(json.dumps([self._same, given, spans, asked, shapes]).encode())
        for one in sounds:
            digest.update(np.ascontiguousarray(one).data)
        return digest.hexdigest()

    def get(self, key: str, windows: Sequence[Window]) -> tuple[Heard, ...] | None:
        """What was heard in windows; None where that is not kept.

        Args:
            key: of the windows.
            windows: the same as `key` was given.
        """
        text = self._parts.get(key) if self._parts is not None else None
        if text is None:
            return None
        try:
            every = json.loads(text)
            return tuple(_read(one, own) for one, own in zip(every, windows, strict=True))
        except (ValueError, TypeError, KeyError):
            return None  # the keeper has something else under this key: heard anew

    def put(self, key: str, heard: Sequence[Heard]) -> None:
        """Keep what was heard in windows.

        Args:
            key: of the windows.
            heard: in each of them.
        """
        if self._parts is not None:
            every = [_written(one) for one in heard]
            text = json.dumps(every, ensure_ascii=False, separators=(",", ":"))
            self._parts.put(key, text)


def _written(heard: Heard) -> dict[str, Any]:
    return {
        "language": heard.window.language,
        "tokens": heard.tokens,
        "text": heard.text,
        "words": heard.words,
        "avg_logprob": heard.avg_logprob,
        "no_speech_prob": heard.no_speech_prob,
        "compression_ratio": heard.compression_ratio,
        "temperature": heard.temperature,
        "attempts": heard.attempts,
        "languages": heard.languages,
        "english": None if heard.english is None else _written(heard.english),
    }


def _read(data: dict[str, Any], asked: Window) -> Heard:
    """What was heard in a window.

    Raises:
        ValueError, TypeError, KeyError: that is not what `_written` writes.
    """
    # One that was asked for without a language came back with what it was decoded in.
    window = replace(asked, language=str(data["language"]))
    english = data["english"]
    return Heard(
        window=window,
        tokens=tuple(int(one) for one in data["tokens"]),
        text=str(data["text"]),
        words=tuple(
            RawWord(str(text), float(start), float(end), float(likely), bool(opens))
            for text, start, end, likely, opens in data["words"]
        ),
        avg_logprob=float(data["avg_logprob"]),
        no_speech_prob=float(data["no_speech_prob"]),
        compression_ratio=float(data["compression_ratio"]),
        temperature=float(data["temperature"]),
        attempts=int(data["attempts"]),
        languages=tuple((str(name), float(share)) for name, share in data["languages"]),
        english=None if english is None else _read(english, replace(window, task=Task.ENGLISH)),
    )
