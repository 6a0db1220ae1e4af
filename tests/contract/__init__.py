"""Document, SDK and server held against each other."""
