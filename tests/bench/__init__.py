"""Benchmarks: speed and truthfulness beside other systems, in one run on one machine."""
