"""Picking entries, and putting them back."""
