"""A model as training sees it, whether it works on arrays or weight by weight."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from autograd_widgets.engine import no_grad
from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.value import Value
from autograd_widgets.nn import scalar
from autograd_widgets.nn.checking import checked_parameters
from autograd_widgets.nn.module import BUFFERS, Module

State: TypeAlias = "dict[str, np.ndarray[Any, Any]]"


class Trainee:
    """A model with its parameters by name, and by the layer that they belong to.

    Args:
        caller: who asks, for messages.
        model: a Module, a network of `nn.scalar`, or any function of a batch that has `parameters()`.

    Attributes:
        parameters: by name, each once.
        layers: those that share the part of the name before the last dot, by that part.

    Raises:
        TypeError: it is no model.
        ValueError: it has no parameters.
    """

    def __init__(self, caller: str, model: Any) -> None:
        if isinstance(model, type) or not callable(model) or not callable(getattr(model, "parameters", None)):
            what = f"the class {model.__name__}: make one first" if isinstance(model, type) else f"{model!r:.60}"
            raise TypeError(
                f"{caller} expected a model: a Module such as MLP(2, [16, 16, 1]), a network of nn.scalar, or a "
                f"function with parameters(); got {what}."
            )
        self.model = model
        self.parameters = _named(model)
        if not self.parameters:
            raise ValueError(f"{caller}: the model {model!r:.60} has no parameters: there is nothing to learn.")
        checked_parameters(caller, self.parameters.values())
        self.layers: dict[str, list[Value]] = {}
        for name, parameter in self.parameters.items():
            self.layers.setdefault(name.rpartition(".")[0] or name, []).append(parameter)
        parts = model.named_modules() if isinstance(model, Module) else {}
        self._modules = list(parts.values())
        self._buffers = [  # module, attribute, and name in the state
            (module, name, f"{path}.{name}" if path else name)
            for path, module in parts.items()
            for name in vars(module).get(BUFFERS, ())
        ]
        self._one_by_one = isinstance(model, scalar.Module)

    @property
    def has_buffers(self) -> bool:
        """Whether the model's state is more than its parameters, as with running statistics."""
        return bool(self._buffers)

    def predict(self, X: Array) -> Any:
        """Return what the model says about samples: a Value, or a list of them from a network of scalars."""
        if self._one_by_one:
            return [self.model(x) for x in X.tolist()]
        return self.model(X)

    def modes(self) -> list[bool]:
        """Return of each part whether it is being trained, for `set_modes`."""
        return [module.training for module in self._modules]

    def set_modes(self, modes: list[bool]) -> None:
        """Have the parts trained or used as `modes` returned."""
        for module, mode in zip(self._modules, modes, strict=True):
            module.training = mode

    def use(self, X: Array) -> np.ndarray[Any, Any]:
        """Return predictions as numbers: nothing is recorded, and the model is used, not trained."""
        modes = self.modes()
        self.train(False)
        try:
            with no_grad():
                return numbers_of(self.predict(X))
        finally:
            self.set_modes(modes)

    def train(self, mode: bool) -> None:
        """Say whether the model is being trained or used, if it makes a difference."""
        for module in self._modules:
            module.training = mode

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self.parameters.values():
            parameter._grad = None

    def state(self) -> State:
        """Return copies of all parameters, and of what else belongs to the model's state, by name."""
        state = {name: np.array(parameter._data) for name, parameter in self.parameters.items()}
        return state | {name: np.array(getattr(module, attribute)) for module, attribute, name in self._buffers}

    def put_back(self, state: State) -> None:
        """Take over what `state` returned. All of it is checked before anything is changed.

        Raises:
            ValueError: it is the state of another model.
        """
        if isinstance(self.model, Module):
            self.model.load_state_dict(state)
            return
        shapes = {name: parameter.shape for name, parameter in self.parameters.items()}
        if shapes != {name: np.shape(array) for name, array in state.items()}:
            raise ValueError(
                f"this is the state of another model than {self.model!r:.80}, which has {len(shapes)} parameters: the "
                f"state has {len(state)}, or others. Nothing was changed."
            )
        for name, parameter in self.parameters.items():
            parameter.data = state[name].copy()

    def held(self) -> list[Array]:
        """Return the state, cheaply: the parameters' very arrays, as a step binds new ones, and copies of buffers."""
        arrays = [parameter._data for parameter in self.parameters.values()]
        return arrays + [np.array(getattr(module, attribute)) for module, attribute, _ in self._buffers]

    def hold_again(self, arrays: list[Array]) -> None:
        """Take back what `held` returned."""
        for parameter, array in zip(self.parameters.values(), arrays, strict=False):
            parameter._data = array
        for (module, name, _), array in zip(self._buffers, arrays[len(self.parameters) :], strict=True):
            setattr(module, name, array)


def numbers_of(predictions: Any) -> np.ndarray[Any, Any]:
    """Return predictions, as `Trainee.predict` gives them, as an array."""
    if isinstance(predictions, (list, tuple)):
        return np.array([numbers_of(each) for each in predictions])  # pyright: ignore[reportUnknownVariableType]
    return np.asarray(predictions._data if isinstance(predictions, Value) else predictions)


def _named(model: Any) -> dict[str, Value]:
    if isinstance(model, Module):
        return model.named_parameters()
    if isinstance(model, scalar.Module):
        layers = model.layers if isinstance(model, scalar.MLP) else [model]
        return {f"layers.{i}.{j}": p for i, layer in enumerate(layers) for j, p in enumerate(layer.parameters())}
    return {str(i): p for i, p in enumerate(dict.fromkeys(model.parameters()))}
