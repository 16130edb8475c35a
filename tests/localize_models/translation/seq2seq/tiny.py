"""A tiny Marian that knows a few dozen sentences by heart: a real model, trained here in seconds.

Greedy search gives back exactly what it was taught, so an engine on it can be tested by its words.
The padding row of the tied weights is kept at zero: it is never trained on, and moving it makes
the converted model disagree with the original.
"""

from __future__ import annotations

import json
import random

PAIRS = (
    ("Good evening.", "Buenas noches."),
    ("Where is the station?", "¿Dónde está la estación?"),
    ("The last train has left.", "El último tren se ha ido."),
    ("I am waiting for my father.", "Estoy esperando a mi padre."),
    ("She was born in 1984.", "Ella nació en 1984."),
    ("He lives by the sea.", "Él vive junto al mar."),
    ("We have no time.", "No tenemos tiempo."),
    ("Please come home.", "Por favor, vuelve a casa."),
    ("The door is open.", "La puerta está abierta."),
    ("Nobody knows her name.", "Nadie sabe su nombre."),
    ("It is cold outside.", "Hace frío fuera."),
    ("Turn off the light.", "Apaga la luz."),
    ("I do not believe you.", "No te creo."),
    ("They are coming tomorrow.", "Vienen mañana."),
    ("What did he say?", "¿Qué dijo él?"),
    ("The letter is on the table.", "La carta está en la mesa."),
    ("My brother is a doctor.", "Mi hermano es médico."),
    ("You are right.", "Tienes razón."),
    ("The house is empty.", "La casa está vacía."),
    ("I remember everything.", "Lo recuerdo todo."),
    ("Do not be afraid.", "No tengas miedo."),
    ("The night was long.", "La noche fue larga."),
    ("He never came back.", "Nunca volvió."),
    ("We need help.", "Necesitamos ayuda."),
)
SEED = 7
STEPS = 600
ENOUGH = 0.03


def make(folder):
    """Train it and save it as Hugging Face models are saved."""
    import sentencepiece  # noqa: PLC0415 -- with torch alone
    import torch  # noqa: PLC0415
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer  # noqa: PLC0415

    torch.set_num_threads(1)  # so small a model only waits for its other threads
    torch.manual_seed(SEED)
    random.seed(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    for name, side in (("source", 0), ("target", 1)):
        text = folder / f"{name}.txt"
        text.write_text("\n".join(pair[side] for pair in PAIRS), "utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(folder / name), vocab_size=160,
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
    config = MarianConfig(
        vocab_size=len(vocabulary), d_model=64, encoder_layers=1, decoder_layers=2,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=128,
        decoder_ffn_dim=128, max_position_embeddings=64, pad_token_id=pad, eos_token_id=0,
        decoder_start_token_id=pad, forced_eos_token_id=0, dropout=0.0, scale_embedding=True,
        share_encoder_decoder_embeddings=True, activation_function="swish",
    )  # fmt: skip
    model = MarianMTModel(config)
    shared = model.model.shared.weight
    with torch.no_grad():
        shared[pad].zero_()
    shared.register_hook(lambda gradient: gradient.index_fill(0, torch.tensor([pad]), 0.0))
    sources = tokenizer([pair[0] for pair in PAIRS], return_tensors="pt", padding=True)
    labels = tokenizer(
        text_target=[pair[1] for pair in PAIRS], return_tensors="pt", padding=True
    ).input_ids
    labels[labels == pad] = -100
    optimiser = torch.optim.Adam(model.parameters(), lr=2e-3)
    model.train()
    for _ in range(STEPS):
        loss = model(**sources, labels=labels).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if loss.item() < ENOUGH:
            break
    model.eval()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return loss.item()
