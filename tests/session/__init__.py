"""The session core: one test at least for each invariant, with its number in its name."""
