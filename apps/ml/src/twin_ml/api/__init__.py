"""HTTP around the core: parse, call one core function, serialise."""
