"""Who speaks when, by the sound of the voices: prints of short windows, gathered into speakers."""
