"""A tiny mBART-50 that knows a few sentences by heart, both ways: its marks, pieces and shape."""

from __future__ import annotations

from tests.localize_models.translation.seq2seq import tiny

PAIRS = tiny.PAIRS[:8]
SEED = 3
STEPS = 400
ENOUGH = 0.02


def make(folder):
    """Train it and save it as Hugging Face models are saved."""
    import sentencepiece  # noqa: PLC0415 -- with torch alone
    import torch  # noqa: PLC0415
    from transformers import (  # noqa: PLC0415
        MBart50Tokenizer,
        MBartConfig,
        MBartForConditionalGeneration,
    )

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / "text.txt"
    text.write_text("\n".join(line for pair in PAIRS for line in pair), "utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / "sentencepiece.bpe"), vocab_size=140,
        hard_vocab_limit=False, character_coverage=1.0, minloglevel=2,
    )  # fmt: skip
    text.unlink()
    (folder / "sentencepiece.bpe.vocab").unlink()
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
    shared = model.model.shared.weight
    with torch.no_grad():
        shared[pad].zero_()
    shared.register_hook(lambda gradient: gradient.index_fill(0, torch.tensor([pad]), 0.0))
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
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    model.train()
    for _ in range(STEPS):
        loss = model(
            input_ids=ids,
            attention_mask=(ids != pad).long(),
            decoder_input_ids=begun,
            labels=labels.masked_fill(labels == pad, -100),
        ).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if loss.item() < ENOUGH:
            break
    model.eval()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return loss.item()
