"""Values made by schemas."""
