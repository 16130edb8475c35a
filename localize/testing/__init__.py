"""Contract tests and fakes for anyone who adds an engine, a format or a check."""
