"""``python -m prospecting`` is the command line."""

from prospecting.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
