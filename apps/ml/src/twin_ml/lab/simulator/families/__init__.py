"""Three ways in which hidden states could cause the patterns: A trains, B calibrates, C is only reported."""
