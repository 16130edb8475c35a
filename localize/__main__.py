"""`python -m localize`: the program, for interpreters without its script on the path."""

from localize.cli.main import run

if __name__ == "__main__":
    run()
