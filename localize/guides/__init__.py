"""Style guides as data: what a client's guide says for a language, and how characters count."""

from localize.guides.habits import DashStyle, Habits
from localize.guides.load import guide_names, load_guide
from localize.guides.model import Limits
from localize.guides.shots import ShotZones
from localize.guides.style import StyleGuide

__all__ = [
    "DashStyle",
    "Habits",
    "Limits",
    "ShotZones",
    "StyleGuide",
    "guide_names",
    "load_guide",
]
