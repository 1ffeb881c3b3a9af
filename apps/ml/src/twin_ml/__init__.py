"""Deterministic indicators, bias scores and short reflections: numbers in, numbers out."""
