"""How the tests' tiny models are made: pieces, a Marian around them, and steps until it knows.

Torch is imported where it is used: these modules are read in environments without it.
"""

from __future__ import annotations

import json
from itertools import repeat


def pieces(folder, name, lines, size):
    """A SentencePiece model of lines, ``folder/name.model``; at most so many pieces."""
    import sentencepiece  # noqa: PLC0415 -- with torch alone

    text = folder / f"{name}.txt"
    text.write_text("\n".join(lines), "utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / name), vocab_size=size,
        hard_vocab_limit=False, character_coverage=1.0, minloglevel=2,
    )  # fmt: skip
    text.unlink()
    (folder / f"{name}.vocab").unlink()


def marian(folder, pairs, size, **shape):
    """An untrained Marian for lines and their renderings, its tokenizer, and its padding token.

    Args:
        folder: where it will lie.
        pairs: (line, rendering), of which the pieces are made.
        size: pieces of a side, at most.
        shape: of `MarianConfig`, beside what all have.
    """
    import sentencepiece  # noqa: PLC0415
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer  # noqa: PLC0415

    found = []
    for name, lines in zip(("source", "target"), zip(*pairs, strict=True), strict=True):
        pieces(folder, name, lines, size)
        (folder / f"{name}.model").rename(folder / f"{name}.spm")
        own = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{name}.spm"))
        found += [own.id_to_piece(n) for n in range(own.get_piece_size())]
    kept = [piece for piece in dict.fromkeys(found) if piece not in ("<s>", "</s>", "<unk>")]
    vocabulary = {piece: n for n, piece in enumerate(["</s>", "<unk>", *kept, "<pad>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), "utf-8")
    tokenizer = MarianTokenizer(
        source_spm=str(folder / "source.spm"), target_spm=str(folder / "target.spm"),
        vocab=str(folder / "vocab.json"), source_lang="en", target_lang="es",
    )  # fmt: skip
    pad = vocabulary["<pad>"]
    config = MarianConfig(
        vocab_size=len(vocabulary), d_model=64, encoder_layers=1, encoder_ffn_dim=128,
        decoder_ffn_dim=128, pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad,
        forced_eos_token_id=0, dropout=0.0, scale_embedding=True,
        share_encoder_decoder_embeddings=True, activation_function="swish", **shape,
    )  # fmt: skip
    return MarianMTModel(config), tokenizer, pad


def by_heart(folder, pairs, size, *, seed, steps, enough):
    """A tiny Marian that knows some lines by heart; the loss at the end.

    Args:
        folder: where it is saved.
        pairs: (line, rendering).
        size: pieces of a side, at most.
        seed: of the weights.
        steps: of training, at most.
        enough: a loss at which it knows.
    """
    import torch  # noqa: PLC0415 -- read without it, too

    torch.set_num_threads(1)  # so small a model only waits for its other threads
    torch.manual_seed(seed)
    folder.mkdir(parents=True, exist_ok=True)
    model, tokenizer, pad = marian(
        folder, pairs, size, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, max_position_embeddings=64,
    )  # fmt: skip
    known = batch(tokenizer, pairs, pad)
    return taught(folder, model, tokenizer, repeat(known, steps), pad=pad, rate=2e-3, enough=enough)


def batch(tokenizer, pairs, pad):
    """Lines and their renderings as a Marian is trained on them."""
    sources = tokenizer([one for one, _ in pairs], return_tensors="pt", padding=True)
    labels = tokenizer(
        text_target=[other for _, other in pairs], return_tensors="pt", padding=True
    ).input_ids
    labels[labels == pad] = -100
    return {**sources, "labels": labels}


def taught(folder, model, tokenizer, batches, *, pad, rate, enough, smooth=0.0):
    """Train on batches until the loss is small enough, and save; the loss at the end.

    The padding row of the tied weights is kept at zero: it is never trained on, and moving it makes
    the converted model disagree with the original.

    Args:
        folder: where it is saved, as Hugging Face models are.
        model: untrained.
        tokenizer: of it.
        batches: what the model is called with, one after the other; no longer than it may take.
        pad: the padding token.
        rate: of learning.
        enough: a loss at which it knows.
        smooth: part of the loss so far in what is compared.
    """
    import torch  # noqa: PLC0415

    shared = model.model.shared.weight
    with torch.no_grad():
        shared[pad].zero_()
    shared.register_hook(lambda gradient: gradient.index_fill(0, torch.tensor([pad]), 0.0))
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    model.train()
    recent = 1.0
    for one in batches:
        loss = model(**one).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        recent = smooth * recent + (1 - smooth) * loss.item()
        if recent < enough:
            break
    model.eval()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return recent
