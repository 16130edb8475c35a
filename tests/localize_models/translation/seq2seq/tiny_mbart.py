"""A tiny mBART-50 that knows a few sentences by heart, both ways: its marks, pieces and shape."""

from __future__ import annotations

from itertools import repeat

from tests.localize_models.translation.seq2seq import tiny, training

PAIRS = tiny.PAIRS[:8]
SEED = 3
STEPS = 400
ENOUGH = 0.02


def make(folder):
    """Train it and save it as Hugging Face models are saved."""
    import torch  # noqa: PLC0415 -- read without it, too
    from transformers import (  # noqa: PLC0415
        MBart50Tokenizer,
        MBartConfig,
        MBartForConditionalGeneration,
    )

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    both_sides = [line for pair in PAIRS for line in pair]
    training.pieces(folder, "sentencepiece.bpe", both_sides, 140)
    tokenizer = MBart50Tokenizer.from_pretrained(str(folder))
    pad = 1
    config = MBartConfig(
        vocab_size=len(tokenizer), d_model=64, encoder_layers=1, decoder_layers=2,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=128,
        decoder_ffn_dim=128, max_position_embeddings=64, scale_embedding=True, dropout=0.0,
        normalize_before=True, pad_token_id=pad, bos_token_id=0, eos_token_id=2,
        decoder_start_token_id=2, forced_eos_token_id=2, tokenizer_class="MBart50Tokenizer",
    )  # fmt: skip
    model = MBartForConditionalGeneration(config)
    both = [("en_XX", "es_XX", *pair) for pair in PAIRS]
    both += [("es_XX", "en_XX", *reversed(pair)) for pair in PAIRS]
    rows = {"input_ids": [], "labels": []}
    for one, other, source, target in both:
        for name, code, line in (("input_ids", one, source), ("labels", other, target)):
            tokenizer.src_lang = code
            rows[name].append(torch.tensor(tokenizer(line).input_ids))
    padded = {
        name: torch.nn.utils.rnn.pad_sequence(found, batch_first=True, padding_value=pad)
        for name, found in rows.items()
    }
    # Of the shift, not of the labels, whose padding is left out of the loss.
    ids, labels = padded["input_ids"], padded["labels"]
    begun = torch.cat([torch.full((len(both), 1), 2), labels[:, :-1]], 1)
    known = {
        "input_ids": ids,
        "attention_mask": (ids != pad).long(),
        "decoder_input_ids": begun,
        "labels": labels.masked_fill(labels == pad, -100),
    }
    return training.taught(
        folder, model, tokenizer, repeat(known, STEPS), pad=pad, rate=3e-3, enough=ENOUGH
    )
