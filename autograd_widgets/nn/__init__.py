"""Neural networks on the engine: layers, networks, losses, and what trains them. Needs NumPy only."""

from autograd_widgets.nn import datasets, losses, metrics, optimisers, scalar, schedules
from autograd_widgets.nn.clipping import clip_gradient_norm, clip_gradient_value, gradient_norm
from autograd_widgets.nn.convolution import Conv2d, MaxPool2d
from autograd_widgets.nn.fitting import DivergenceWarning, fit
from autograd_widgets.nn.history import History
from autograd_widgets.nn.layers import BatchNorm1d, Dropout, Embedding, Flatten, Linear
from autograd_widgets.nn.mlp import MLP
from autograd_widgets.nn.module import Module
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.optimisers import SGD, Adam, AdamW, RMSProp
from autograd_widgets.nn.sequential import Sequential
from autograd_widgets.nn.training import Training

__all__ = [
    "MLP",
    "SGD",
    "Adam",
    "AdamW",
    "BatchNorm1d",
    "Conv2d",
    "DivergenceWarning",
    "Dropout",
    "Embedding",
    "Flatten",
    "History",
    "Linear",
    "MaxPool2d",
    "Module",
    "Optimiser",
    "RMSProp",
    "Sequential",
    "Training",
    "clip_gradient_norm",
    "clip_gradient_value",
    "datasets",
    "fit",
    "gradient_norm",
    "losses",
    "metrics",
    "optimisers",
    "scalar",
    "schedules",
]
