"""Order: sort, argsort, argmax, argmin."""
