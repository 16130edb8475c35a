"""Revisions of the schema. A released one is never changed; the next one is added."""
