"""Conditions on real numbers, compared along lines: what sets, equations and their solutions rest on."""

from __future__ import annotations
