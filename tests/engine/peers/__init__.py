"""How other libraries spell our operations, by subject: `TORCH` and `HIPS`, name → function.

The function takes (library, inputs, options): the module `torch`, or `autograd.numpy`; its tensors or arrays; and the
options of the case.
"""
