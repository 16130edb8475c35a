"""Delivery: which files leave, under which names, with which record."""
