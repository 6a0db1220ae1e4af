"""Many processes on one login, and what happens to it when some of them die: real processes, a real server.

A slice runs with all other tests; the whole of it is `nox -s stress`.
"""
