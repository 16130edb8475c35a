"""Engines on models, and the store that fetches, verifies and keeps their weights.

`localize` finds what is here by entry points; importing this package loads none of the heavy
libraries.
"""
