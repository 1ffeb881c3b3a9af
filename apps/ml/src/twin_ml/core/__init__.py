"""Pure numerics: no web framework, no settings, no I/O, no clock."""
