"""What it costs, measured beside something else in the same run."""
