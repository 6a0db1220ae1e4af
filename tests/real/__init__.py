"""A product that others made, from the package registries, is run, and the whole of *anew* against it."""
