"""A derivative as a formula in letters, with the rules that lead to it. Needs SymPy."""
