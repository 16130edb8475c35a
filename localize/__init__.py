"""Localize: from a season of episodes to reviewed subtitle tracks for every market.

Importing this package loads none of the heavy libraries; each is loaded where it is used.
"""

from localize.version import __version__

__all__ = ["__version__"]
