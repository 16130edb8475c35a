"""A tiny Marian for a made-up pair of languages, where what renders what is known for certain.

Every word has one rendering, and a quality stands before its thing in one language and after it in
the other. The model learns that from random sentences, so its attention has to look where the
rendering is from, and what is said of its links can be held against the truth.
"""

from __future__ import annotations

import random

from tests.localize_models.translation.seq2seq import training

THINGS = ("balo", "keni", "miru", "soti", "vada", "lupo", "zira", "tema")
QUALITIES = ("ruk", "sen", "dal", "pim", "gor", "tas")
DEEDS = ("fahn", "woll", "jemt", "nask", "zull")
RENDERED = {
    **dict(zip(THINGS, ("hause", "baum", "licht", "wagen", "kind", "strasse", "brief", "nacht"),
               strict=True)),
    **dict(zip(QUALITIES, ("rot", "alt", "neu", "gross", "kalt", "still"), strict=True)),
    **dict(zip(DEEDS, ("sieht", "nimmt", "sucht", "kennt", "findet"), strict=True)),
}  # fmt: skip
SEED = 11
STEPS = 1_500
ENOUGH = 0.02
BATCH = 48


def sentence(rng, phrases=3):
    """A random sentence, its rendering, and (word of the source, word of the rendering)."""
    source, target, pairs = [], [], []
    for number in range(phrases):
        if number % 2:
            pairs.append((len(source), len(target)))
            source.append(rng.choice(DEEDS))
            target.append(RENDERED[source[-1]])
            continue
        thing, at, to = rng.choice(THINGS), len(source), len(target)
        if rng.random() < 0.6:
            quality = rng.choice(QUALITIES)
            source += [quality, thing]
            target += [RENDERED[thing], RENDERED[quality]]
            pairs += [(at + 1, to), (at, to + 1)]
        else:
            source.append(thing)
            target.append(RENDERED[thing])
            pairs.append((at, to))
    return " ".join(source), " ".join(target), pairs


def make(folder):
    """Train it and save it as Hugging Face models are saved."""
    import torch  # noqa: PLC0415 -- read without it, too

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)

    def said(count):
        return [sentence(rng, rng.choice((1, 3, 5)))[:2] for _ in range(count)]

    # One layer and one head have to look where the rendering is from: there is no other way. Pieces
    # are so few that some words are made of several.
    model, tokenizer, pad = training.marian(
        folder, said(2_000), 48, decoder_layers=1, encoder_attention_heads=1,
        decoder_attention_heads=1, max_position_embeddings=128,
    )  # fmt: skip
    batches = (training.batch(tokenizer, said(BATCH), pad) for _ in range(STEPS))
    return training.taught(
        folder, model, tokenizer, batches, pad=pad, rate=2e-3, enough=ENOUGH, smooth=0.95
    )
