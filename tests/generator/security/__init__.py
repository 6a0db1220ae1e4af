"""Security schemes, servers and headers go over the wire as the document says."""
