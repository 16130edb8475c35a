"""A tiny Marian for a made-up pair of languages, where what renders what is known for certain.

Every word has one rendering, and a quality stands before its thing in one language and after it in
the other. The model learns that from random sentences, so its attention has to look where the
rendering is from, and what is said of its links can be held against the truth.
"""

from __future__ import annotations

import json
import random

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
    import sentencepiece  # noqa: PLC0415 -- with torch alone
    import torch  # noqa: PLC0415
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer  # noqa: PLC0415

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    lines = [sentence(rng, rng.choice((1, 3, 5)))[:2] for _ in range(2_000)]
    for name, side in (("source", 0), ("target", 1)):
        text = folder / f"{name}.txt"
        text.write_text("\n".join(line[side] for line in lines), "utf-8")
        # So few that some words are made of several pieces.
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(folder / name), vocab_size=48,
            hard_vocab_limit=False, character_coverage=1.0, minloglevel=2,
        )  # fmt: skip
        (folder / f"{name}.model").rename(folder / f"{name}.spm")
        text.unlink()
        (folder / f"{name}.vocab").unlink()
    pieces = []
    for name in ("source", "target"):
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{name}.spm"))
        pieces += [model.id_to_piece(n) for n in range(model.get_piece_size())]
    own = [piece for piece in dict.fromkeys(pieces) if piece not in ("<s>", "</s>", "<unk>")]
    vocabulary = {piece: n for n, piece in enumerate(["</s>", "<unk>", *own, "<pad>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), "utf-8")
    tokenizer = MarianTokenizer(
        source_spm=str(folder / "source.spm"), target_spm=str(folder / "target.spm"),
        vocab=str(folder / "vocab.json"), source_lang="en", target_lang="es",
    )  # fmt: skip
    pad = vocabulary["<pad>"]
    # One layer and one head have to look where the rendering is from: there is no other way.
    config = MarianConfig(
        vocab_size=len(vocabulary), d_model=64, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=1, decoder_attention_heads=1, encoder_ffn_dim=128,
        decoder_ffn_dim=128, max_position_embeddings=128, pad_token_id=pad, eos_token_id=0,
        decoder_start_token_id=pad, forced_eos_token_id=0, dropout=0.0, scale_embedding=True,
        share_encoder_decoder_embeddings=True, activation_function="swish",
    )  # fmt: skip
    model = MarianMTModel(config)
    shared = model.model.shared.weight
    with torch.no_grad():
        shared[pad].zero_()
    shared.register_hook(lambda gradient: gradient.index_fill(0, torch.tensor([pad]), 0.0))
    optimiser = torch.optim.Adam(model.parameters(), lr=2e-3)
    model.train()
    recent = 1.0
    for _ in range(STEPS):
        batch = [sentence(rng, rng.choice((1, 3, 5)))[:2] for _ in range(BATCH)]
        sources = tokenizer([one for one, _ in batch], return_tensors="pt", padding=True)
        labels = tokenizer(
            text_target=[other for _, other in batch], return_tensors="pt", padding=True
        ).input_ids
        labels[labels == pad] = -100
        loss = model(**sources, labels=labels).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        recent = 0.95 * recent + 0.05 * loss.item()
        if recent < ENOUGH:
            break
    model.eval()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return recent
