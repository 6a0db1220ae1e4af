"""Webhooks and callbacks get functions that parse what the server sends."""
