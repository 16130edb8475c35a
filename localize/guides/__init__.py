"""Style guides as data: what a client's guide says for a language, and how characters count."""

from localize.guides.load import guide_names, load_guide
from localize.guides.model import DashStyle, Habits, Limits
from localize.guides.style import StyleGuide

__all__ = ["DashStyle", "Habits", "Limits", "StyleGuide", "guide_names", "load_guide"]
