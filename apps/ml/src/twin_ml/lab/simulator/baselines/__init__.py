"""Eleven people and machines without any pattern: whatever is found in them is a false alarm."""
