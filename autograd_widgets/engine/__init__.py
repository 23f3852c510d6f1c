"""The engine: what a Value is, every operation, and the walk that differentiates. Needs NumPy only."""

from autograd_widgets.engine import ops
from autograd_widgets.engine.operation import Operation, table
from autograd_widgets.engine.recording import no_grad
from autograd_widgets.engine.value import Value, scope

__all__ = ["Operation", "Value", "no_grad", "ops", "scope", "table"]
