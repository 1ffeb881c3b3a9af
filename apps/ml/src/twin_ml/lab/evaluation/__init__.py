"""How well the product finds what was planted, and how well others would."""
