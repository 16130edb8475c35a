"""Fetches, verifies and keeps the weights of the catalogue's models.

`store` is what `localize` finds by its entry point; the rest is one module for each thing it does:
`shelf` (where weights lie, and how they get there whole), `hub` and `mirror` (where they come
from), `hubcache` (what another program already fetched), `hashing` and `meter`.
"""
