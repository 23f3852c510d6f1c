"""A computation as plain data, its steps, and still pictures of it."""
