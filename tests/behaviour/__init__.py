"""What the generated SDK does, end to end, against the reference backend."""
