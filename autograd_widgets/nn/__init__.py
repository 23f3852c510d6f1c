"""Neural networks on the engine: what they are made of, and everything needed to train them. Needs NumPy only."""

from autograd_widgets.nn import datasets, losses, optimisers, schedules
from autograd_widgets.nn.clipping import clip_gradient_norm, clip_gradient_value, gradient_norm
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.optimisers import SGD, Adam, AdamW, RMSProp

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "Optimiser",
    "RMSProp",
    "clip_gradient_norm",
    "clip_gradient_value",
    "datasets",
    "gradient_norm",
    "losses",
    "optimisers",
    "schedules",
]
