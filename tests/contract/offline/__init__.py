"""SDK and document held against each other without a server."""
