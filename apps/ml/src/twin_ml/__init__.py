"""Deterministic indicators, bias scores and short reflections."""

__version__ = "0.1.0"
