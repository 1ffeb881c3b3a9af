"""Planted truth: prices, venues and traders whose hidden states cause what they do. Knows nothing of
detectors."""
