"""Optimization: descent and its step sizes."""
