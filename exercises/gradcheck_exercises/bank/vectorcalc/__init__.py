"""Multivariable and matrix calculus."""
