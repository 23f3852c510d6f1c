"""Spread and size: var, std, norm."""
