"""SDKs of APIs with every kind of envelope talk to a server."""
