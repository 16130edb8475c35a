"""Translation engines: sentences → drafts in other languages."""
