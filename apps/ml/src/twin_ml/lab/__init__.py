"""The lab: traders with known causes, what is learned from them, and how well the product finds what was
planted."""
