"""docs/eval.md and its pictures."""
