"""The schema's versions, one file each in `versions`; made by `python -m localize.store.revise`."""
