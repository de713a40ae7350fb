"""The command line from a checkout: `python cli.py …` is `crisis-log …`."""

from crisis_log.cli import main

if __name__ == "__main__":
    main()
