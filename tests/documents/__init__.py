"""Documents that nobody wrote: random valid ones of every dialect, and what has to hold for each of them."""
