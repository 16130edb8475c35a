"""A tiny Marian that knows a few dozen sentences by heart: a real model, trained here in seconds.

Greedy search gives back exactly what it was taught, so an engine on it can be tested by its words.
"""

from __future__ import annotations

import random
from itertools import repeat

from tests.localize_models.translation.seq2seq import training

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
    import torch  # noqa: PLC0415 -- read without it, too

    torch.set_num_threads(1)  # so small a model only waits for its other threads
    torch.manual_seed(SEED)
    random.seed(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    model, tokenizer, pad = training.marian(
        folder, PAIRS, 160, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, max_position_embeddings=64,
    )  # fmt: skip
    known = training.batch(tokenizer, PAIRS, pad)
    return training.taught(
        folder, model, tokenizer, repeat(known, STEPS), pad=pad, rate=2e-3, enough=ENOUGH
    )
