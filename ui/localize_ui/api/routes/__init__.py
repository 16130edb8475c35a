"""Routes of the API, one module a subject.

These modules do without ``from __future__ import annotations``: FastAPI reads the types of a route
where it is made, and so must find them as types.
"""
