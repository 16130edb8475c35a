"""A tiny Marian that knows a few dozen sentences by heart: a real model, trained here in seconds.

Greedy search gives back exactly what it was taught, so an engine on it can be tested by its words.
"""

from __future__ import annotations

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
    return training.by_heart(folder, PAIRS, 160, seed=SEED, steps=STEPS, enough=ENOUGH)
