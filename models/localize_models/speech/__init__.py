"""Speech engines: sound → timed words."""
