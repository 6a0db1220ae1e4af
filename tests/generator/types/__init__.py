"""What people need of types, in every dialect."""
