"""Neural networks on the engine: layers, networks, losses, and what trains them. Needs NumPy only."""

from autograd_widgets.nn import datasets, losses, optimisers, scalar, schedules
from autograd_widgets.nn.clipping import clip_gradient_norm, clip_gradient_value, gradient_norm
from autograd_widgets.nn.convolution import Conv2d, MaxPool2d
from autograd_widgets.nn.layers import BatchNorm1d, Dropout, Embedding, Flatten, Linear
from autograd_widgets.nn.mlp import MLP
from autograd_widgets.nn.module import Module
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.optimisers import SGD, Adam, AdamW, RMSProp
from autograd_widgets.nn.sequential import Sequential

__all__ = [
    "MLP",
    "SGD",
    "Adam",
    "AdamW",
    "BatchNorm1d",
    "Conv2d",
    "Dropout",
    "Embedding",
    "Flatten",
    "Linear",
    "MaxPool2d",
    "Module",
    "Optimiser",
    "RMSProp",
    "Sequential",
    "clip_gradient_norm",
    "clip_gradient_value",
    "datasets",
    "gradient_norm",
    "losses",
    "optimisers",
    "scalar",
    "schedules",
]
