"""Numbers that add up to 1, and losses on them: softmax and its kin."""
