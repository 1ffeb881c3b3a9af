"""Patterns of single decisions: what was knowable, what it is compared with, how sure the label is."""
