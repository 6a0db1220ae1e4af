"""Bodies and answers of every media type go over the wire as they are, and come back as what a caller can use."""
