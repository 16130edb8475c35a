"""Style guides as data: what a client's guide says for a language, and how characters count."""

from localize.guides.load import guide_names, load_guide
from localize.guides.model import Limits
from localize.guides.style import DashStyle, StyleGuide

__all__ = ["DashStyle", "Limits", "StyleGuide", "guide_names", "load_guide"]
