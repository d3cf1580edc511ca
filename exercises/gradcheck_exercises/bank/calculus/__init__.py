"""Scalar calculus for learning machines."""
