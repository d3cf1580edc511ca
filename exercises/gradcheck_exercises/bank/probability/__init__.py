"""Probability: events, random variables, conditioning."""
