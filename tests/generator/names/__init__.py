"""Names of all kinds."""
