"""Pickle and copy: a leaf travels, with its label and its gradient; a graph is refused with advice."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, no_grad, scope


def unpickled(x: Any, protocol: int = pickle.DEFAULT_PROTOCOL) -> Any:
    return pickle.loads(pickle.dumps(x, protocol))


TRAVELS = pytest.mark.parametrize("travel", [copy.copy, copy.deepcopy, unpickled], ids=["copy", "deepcopy", "pickle"])
DEEP = pytest.mark.parametrize("travel", [copy.deepcopy, unpickled], ids=["deepcopy", "pickle"])
Travel = Callable[[Any], Any]


@TRAVELS
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 2)])
def test_a_leaf_arrives_with_numbers_precision_and_label(travel: Travel, shape: tuple[int, ...], dtype: Any) -> None:
    x = Value(np.ones(shape, dtype), label="w")
    found = travel(x)
    assert found is not x
    assert type(found) is Value
    assert (found.dtype, found.label, found._prev) == (dtype, "w", ())
    assert type(found.data) is type(x.data)
    np.testing.assert_array_equal(found.data, x.data)


@TRAVELS
def test_the_gradient_travels_and_is_its_own_afterwards(travel: Travel) -> None:
    x = Value([1.0, 2.0])
    (x * 3).backward()
    found = travel(x)
    np.testing.assert_array_equal(found.grad, [3.0, 3.0])
    (found * 2).backward()
    np.testing.assert_array_equal(found.grad, [5.0, 5.0])
    np.testing.assert_array_equal(x.grad, [3.0, 3.0])


@TRAVELS
def test_a_leaf_without_a_gradient_arrives_without_one(travel: Travel) -> None:
    found = travel(Value([1.0, 2.0]))
    assert found._grad is None
    np.testing.assert_array_equal(found.grad, [0.0, 0.0])


@TRAVELS
def test_the_arrays_are_not_shared(travel: Travel) -> None:
    array = np.array([1.0, 2.0])
    x = Value(array, copy=False)
    x.grad = [5.0, 6.0]
    found = travel(x)
    found.data[0] = found.grad[0] = 99
    assert (array[0], x.grad[0]) == (1.0, 5.0)


@TRAVELS
def test_a_leaf_that_is_used_in_a_graph_travels_alone(travel: Travel) -> None:
    x = Value(2.0, label="x")
    y = x * 3
    found = travel(x)
    y.backward()
    assert (x.grad, found.grad) == (3.0, 0.0)


@TRAVELS
def test_a_copy_takes_part_in_later_computations(travel: Travel) -> None:
    x = Value(2.0)
    found = travel(x)
    (found * found * x).backward()
    assert (found.grad, x.grad) == (8.0, 4.0)


@TRAVELS
def test_a_change_in_place_before_the_copy_does_not_stop_the_copy(travel: Travel) -> None:
    x = Value([1.0, 2.0])
    x.data *= 2
    found = travel(x)
    (found * found).backward()
    np.testing.assert_array_equal(found.grad, [4.0, 8.0])


@TRAVELS
def test_listeners_stay_behind(travel: Travel) -> None:
    x = Value(1.0)
    x.on_gradient(lambda contribution, source: pytest.fail("heard by the copy"))
    (travel(x) * 2).backward()


@DEEP
def test_a_leaf_that_is_held_twice_is_held_twice_afterwards(travel: Travel) -> None:
    shared, other = Value([1.0], label="shared"), Value(2.0)
    found = travel({"layers": [shared, other], "tied": shared, "seen": {shared}})
    assert found["layers"][0] is found["tied"]
    assert found["tied"] in found["seen"]
    assert found["tied"] is not shared
    assert found["layers"][1] is not found["tied"]


@DEEP
def test_an_object_that_holds_leaves_travels(travel: Travel) -> None:
    model = Model()
    found = travel(model)
    (found(np.ones(2)) * 2).backward()
    np.testing.assert_array_equal(found.w.grad, [2.0, 2.0])
    np.testing.assert_array_equal(model.w.grad, [0.0, 0.0])


class Model:
    def __init__(self) -> None:
        self.w = Value([1.0, 2.0], label="w")
        self.parameters = [self.w]

    def __call__(self, x: Any) -> Value:
        return (self.w * x).sum()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol_of_pickle_works(protocol: int) -> None:
    found = unpickled(Value([1.0, 2.0], label="w"), protocol)
    assert (found.label, found.data.tolist()) == ("w", [1.0, 2.0])


def test_a_pickle_is_read_by_another_process() -> None:
    program = (
        "import pickle, sys; from autograd_widgets import Value; x = pickle.load(sys.stdin.buffer); "
        "(x * x).backward(); sys.stdout.buffer.write(pickle.dumps(x))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps(Value([1.0, 2.0], label="w")),
        capture_output=True,
        check=True,
    )
    found = pickle.loads(done.stdout)
    assert found.label == "w"
    np.testing.assert_array_equal(found.grad, [2.0, 4.0])


@TRAVELS
@pytest.mark.parametrize(
    ("make", "symbol"),
    [(lambda x: x * 2, "×"), (lambda x: x > 0, ">"), (lambda x: Value(x.data, (x,), "mine"), "mine")],
)
def test_a_computed_value_is_refused_with_advice(travel: Travel, make: Any, symbol: str) -> None:
    y = make(Value([1.0, 2.0]))
    message = rf"takes a leaf, .*by '{symbol}'.* value\.detach\(\) .* save\(path, values\)"
    with pytest.raises(TypeError, match=message):
        travel(y)


@DEEP
def test_a_container_with_a_computed_value_is_refused(travel: Travel) -> None:
    x = Value(2.0)
    with pytest.raises(TypeError, match="takes a leaf"):
        travel({"leaf": x, "computed": x * 2})


@TRAVELS
def test_a_mask_without_a_history_stays_a_mask(travel: Travel) -> None:
    with no_grad():
        mask = Value([1.0, -1.0]) > 0
    found = travel(mask)
    assert type(found) is type(mask)
    assert (found.dtype, found.grad) == (bool, None)
    np.testing.assert_array_equal(found.data, [True, False])


@TRAVELS
def test_a_leaf_with_a_recorded_gradient_is_refused_until_it_is_dropped(travel: Travel) -> None:
    x = Value(2.0)
    (x**3).backward(create_graph=True)
    with pytest.raises(TypeError, match=r"was recorded .* value\.grad = value\.grad\.data"):
        travel(x)
    x.grad = x.grad.data
    assert travel(x).grad == 12.0
    x.grad = None
    assert travel(x).grad == 0.0


@TRAVELS
def test_what_detach_gives_travels(travel: Travel) -> None:
    y = (Value(2.0) * 3).detach()
    assert travel(y).data == 6.0


@TRAVELS
def test_a_copy_belongs_where_it_is_made(travel: Travel) -> None:
    with scope("layer"):
        x = Value(1.0)
        assert x._scope == "layer"
    assert travel(x)._scope == ""
