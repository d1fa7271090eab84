"""Benchmarks: each figure beside the floor that the machine sets, in one run. Nothing here asserts on time."""
