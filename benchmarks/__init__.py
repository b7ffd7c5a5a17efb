"""What prints the performance figures; `python -m benchmarks` runs all."""
