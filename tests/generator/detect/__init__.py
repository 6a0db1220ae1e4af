"""What is seen in a document."""
