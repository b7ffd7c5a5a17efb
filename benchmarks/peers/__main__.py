"""Stafett and its peers in one table, and how each grows: `python -m benchmarks.peers`."""

from benchmarks.peers.run import run


def main() -> None:
    """Prints the tables."""
    for what, figure, bar in run():
        print(f"{what:<70}{figure:>26}   {bar}")


if __name__ == "__main__":
    main()
