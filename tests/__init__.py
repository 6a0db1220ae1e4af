"""Everything that is checked, and the reference backend that it is checked against."""
