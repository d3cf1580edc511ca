"""Eigenvalues, singular values, and what is computed with them."""
