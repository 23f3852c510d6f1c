"""See how gradients are computed: an autograd engine on NumPy, and Jupyter widgets that show it at work."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from autograd_widgets.engine import Value, no_grad, ops, scope
from autograd_widgets.engine.ops.activations import relu

if TYPE_CHECKING:
    from autograd_widgets.engine.custom import operation
    from autograd_widgets.engine.derivatives import grad, hessian, jacobian, jvp, value_and_grad, vjp
    from autograd_widgets.engine.differences import GradientMismatchError, check_gradients, finite_difference
    from autograd_widgets.engine.saving import load, save
    from autograd_widgets.graph.dot import draw_dot, trace
    from autograd_widgets.graph.record import Graph
    from autograd_widgets.graph.steps import steps
    from autograd_widgets.nn import MLP, SGD, History, fit
    from autograd_widgets.versions import show_versions
    from autograd_widgets.widgets.backprop_stepper import BackpropStepper
    from autograd_widgets.widgets.derivative_explorer import DerivativeExplorer
    from autograd_widgets.widgets.training_player import TrainingPlayer

__all__ = [
    "MLP",
    "SGD",
    "BackpropStepper",
    "DerivativeExplorer",
    "GradientMismatchError",
    "Graph",
    "History",
    "TrainingPlayer",
    "Value",
    "check_gradients",
    "draw_dot",
    "finite_difference",
    "fit",
    "grad",
    "hessian",
    "jacobian",
    "jvp",
    "load",
    "no_grad",
    "operation",
    "ops",
    "relu",
    "save",
    "scope",
    "show_versions",
    "steps",
    "trace",
    "value_and_grad",
    "vjp",
]

_LATER = {  # loaded when first asked for, so that the engine alone needs NumPy only, and loads fast
    "BackpropStepper": "widgets.backprop_stepper",
    "DerivativeExplorer": "widgets.derivative_explorer",
    "GradientMismatchError": "engine.differences",
    "Graph": "graph.record",
    "History": "nn",
    "MLP": "nn",
    "SGD": "nn",
    "TrainingPlayer": "widgets.training_player",
    "check_gradients": "engine.differences",
    "draw_dot": "graph.dot",
    "finite_difference": "engine.differences",
    "fit": "nn",
    "grad": "engine.derivatives",
    "hessian": "engine.derivatives",
    "jacobian": "engine.derivatives",
    "jvp": "engine.derivatives",
    "load": "engine.saving",
    "operation": "engine.custom",
    "save": "engine.saving",
    "show_versions": "versions",
    "steps": "graph.steps",
    "trace": "graph.dot",
    "value_and_grad": "engine.derivatives",
    "vjp": "engine.derivatives",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return importlib.import_module("importlib.metadata").version("autograd-widgets")
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
