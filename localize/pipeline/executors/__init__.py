"""Executors decide where episodes are worked on; the work does not know."""
