"""Somebody's function, looked at: recorded from its inputs, and read along one of them."""
