"""A tiny Marian that writes Chinese as large ones do: simplified, with a traditional line between.

The code of its target is ``zh``, which says no script.
"""

from __future__ import annotations

from tests.localize_models.translation.seq2seq import training

PAIRS = (
    ("Good evening.", "晚上好。"),
    ("She has long hair.", "她的头发很长。"),
    ("We have no time.", "我們沒有時間。"),
    ("The door is open.", "门开着。"),
    ("Please come in here.", "请进这里面。"),
    ("The empress is coming.", "皇后来了。"),
)
SEED = 5
STEPS = 400
ENOUGH = 0.03


def make(folder):
    """Train it and save it as Hugging Face models are saved."""
    return training.by_heart(folder, PAIRS, 120, seed=SEED, steps=STEPS, enough=ENOUGH)
