"""`anew contract server`, against the reference backend and the bugs that it can be given."""
