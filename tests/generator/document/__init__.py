"""Documents, their files and their places."""
