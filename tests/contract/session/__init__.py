"""`anew contract session`, against the reference backend with all the manners that it can be given."""
