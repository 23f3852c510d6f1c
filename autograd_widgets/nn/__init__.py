"""Neural networks on the engine: layers, networks, and what trains them. Needs NumPy only."""

from autograd_widgets.nn import scalar
from autograd_widgets.nn.convolution import Conv2d, MaxPool2d
from autograd_widgets.nn.layers import BatchNorm1d, Dropout, Embedding, Flatten, Linear
from autograd_widgets.nn.mlp import MLP
from autograd_widgets.nn.module import Module
from autograd_widgets.nn.sequential import Sequential

__all__ = [
    "MLP",
    "BatchNorm1d",
    "Conv2d",
    "Dropout",
    "Embedding",
    "Flatten",
    "Linear",
    "MaxPool2d",
    "Module",
    "Sequential",
    "scalar",
]
