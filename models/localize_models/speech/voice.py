"""Voice activity: where somebody speaks, by faster-whisper's copy of Silero VAD, in blocks.

faster-whisper's own function wants the whole episode as 32-bit floats and costs more than a
gigabyte for two hours; here its ONNX session is fed block by block, its state (h, c and the last
samples of the block before) carried along, so that length costs nothing but time. What comes out
does not depend on the size of the blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.media import SAMPLE_RATE
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from localize.media import Sound

#: Samples that one probability stands for; Silero VAD knows no other size at 16 kHz.
WINDOW: Final = 512
#: Samples of the window before that the model also wants to hear (Silero VAD 5 and later).
_CONTEXT: Final = 64
#: Length of the model's two state vectors.
_STATE: Final = 128
#: Windows in a block: 33 s, a few MB of work space.
_BLOCK: Final = 1024
#: Milliseconds in a window; exact, so every span below is too.
WINDOW_MS: Final = WINDOW * 1000 // SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """When a stretch counts as speech. The defaults are faster-whisper 1.2.1's `VadOptions`.

    Attributes:
        threshold: a window of at least this probability begins speech, or goes on with it.
        release: speech ends where the probability stays below this; between the two whatever
            was before goes on.
        min_speech: speech of this many ms or less, before padding, does not count.
        min_silence: a pause shorter than this many ms does not end speech.
        pad: ms that are added before and after; two stretches closer than twice this share the
            silence between them.
    """

    threshold: float = 0.5
    release: float = 0.35
    min_speech: int = 0
    min_silence: int = 2000
    pad: int = 400


def speech_probabilities(sound: Sound, *, block: int = _BLOCK) -> NDArray[np.float32]:
    """How likely somebody speaks, for each 512 samples (32 ms) of a sound.

    Args:
        sound: any length, read in blocks.
        block: windows to a block; changes memory and speed, never the result.

    Returns:
        One number from 0 to 1 a window, shape (windows,); the last window is filled with silence.
    """
    outputs = list(_blocks_of_probabilities(sound, block))
    return np.concatenate(outputs) if outputs else np.zeros(0, np.float32)


def _blocks_of_probabilities(sound: Sound, block: int) -> Iterator[NDArray[np.float32]]:
    # Imported late, because it brings onnxruntime and PyAV with it.
    from faster_whisper.vad import get_vad_model  # noqa: PLC0415

    session = get_vad_model().session
    h = np.zeros((1, 1, _STATE), np.float32)
    c = np.zeros((1, 1, _STATE), np.float32)
    heard = np.zeros(_CONTEXT, np.float32)
    for samples in sound.blocks(block * WINDOW):
        short = -len(samples) % WINDOW
        windows = np.pad(samples, (0, short)).reshape(-1, WINDOW)
        before = np.vstack((heard, windows[:-1, -_CONTEXT:]))
        output, h, c = session.run(
            None, {"input": np.concatenate((before, windows), axis=1), "h": h, "c": c}
        )
        heard = windows[-1, -_CONTEXT:]
        yield np.asarray(output, np.float32).reshape(-1)


def speech_spans(
    probabilities: NDArray[np.float32], duration: int, options: VoiceOptions | None = None
) -> tuple[Span, ...]:
    """Where somebody speaks, from the probabilities of its windows.

    The rules are those of faster-whisper's `get_speech_timestamps` (which has them from Silero
    VAD's example), without its cut of long speech, so that the same sound gives the same spans.

    Args:
        probabilities: as `speech_probabilities` gives them.
        duration: of the sound, ms; no span goes beyond it.
        options: when a stretch counts as speech.

    Returns:
        Spans in ms, in order, none touching itself.
    """
    options = options or VoiceOptions()
    return _padded(list(_raw_spans(probabilities, duration, options)), duration, options.pad)


def _raw_spans(
    probabilities: NDArray[np.float32], duration: int, options: VoiceOptions
) -> Iterator[tuple[int, int]]:
    start = -1
    pause = -1
    for index, probability in enumerate(probabilities.tolist()):
        now = index * WINDOW_MS
        if probability >= options.threshold:
            pause = -1
            if start < 0:
                start = now
        elif start >= 0 and probability < options.release:
            if pause < 0:
                pause = now
            if now - pause >= options.min_silence:
                if pause - start > options.min_speech:
                    yield start, pause
                start = pause = -1
    if start >= 0 and duration - start > options.min_speech:
        yield start, duration


def _padded(raw: list[tuple[int, int]], duration: int, pad: int) -> tuple[Span, ...]:
    starts = [start for start, _ in raw]
    ends = [end for _, end in raw]
    if raw:
        starts[0] = max(0, starts[0] - pad)
        ends[-1] = min(duration, ends[-1] + pad)
    for index in range(len(raw) - 1):
        share = min(pad, (starts[index + 1] - ends[index]) // 2)
        ends[index] += share
        starts[index + 1] -= share
    return tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))
