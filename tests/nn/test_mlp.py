"""The article's network as matrices."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Graph, Value, no_grad, ops
from autograd_widgets.nn import MLP, scalar

CLOSE = {"rtol": 1e-12, "atol": 1e-13}
BATCH = np.random.default_rng(0).normal(size=(5, 3))


def numbers(network: Any) -> list[list[float]]:
    return [p.data.ravel().tolist() for p in network.parameters()]


@pytest.mark.parametrize(
    ("sizes", "x", "shape"),
    [
        ([4, 4, 1], BATCH, (5,)),
        ([4, 4, 1], BATCH[0], ()),
        ([4, 2], BATCH, (5, 2)),
        ([4, 2], BATCH[0], (2,)),
        ([1, 1], BATCH, (5,)),
        ([4, 1], BATCH[:0], (0,)),
        ([4, 1], BATCH[None], (1, 5)),
    ],
)
def test_one_sample_or_a_batch_and_a_single_output_drops_its_axis(sizes: list[int], x: Any, shape: Any) -> None:
    assert MLP(3, sizes)(x).shape == shape


@pytest.mark.parametrize(
    "given",
    [
        BATCH.tolist(),
        tuple(map(tuple, BATCH.tolist())),
        Value(BATCH),
        list(map(Value, BATCH)),
        [[Value(number) for number in row] for row in BATCH],
        [BATCH[0], *BATCH[1:].tolist()],
        [Value(BATCH[0]), *BATCH[1:]],
    ],
)
def test_arrays_lists_and_values_are_the_same_to_it(given: Any) -> None:
    n = MLP(3, [4, 1], rng=0)
    np.testing.assert_array_equal(n(given).data, n(BATCH).data)


def test_gradients_reach_values_in_lists() -> None:
    x = [Value(2.0), 3.0, Value(-1.0)]
    MLP(3, [4, 1], rng=0)(x).backward()
    assert x[0].grad != 0
    assert x[2].grad != 0


@pytest.mark.parametrize("x", [0.5, Value(0.5), np.float64(0.5), 1, [0.5]])
def test_a_single_input_may_come_bare(x: Any) -> None:
    assert MLP(1, [4, 1])(x).shape == ()


@pytest.mark.parametrize("options", [{}, {"activation": "relu", "output_activation": None}, {"activation": np.tanh}])
@pytest.mark.parametrize("sizes", [[4, 4, 1], [4, 2], [1, 1]])
def test_from_scalar_and_to_scalar_keep_numbers_and_gradients(sizes: list[int], options: Any) -> None:
    article = scalar.MLP(3, sizes, rng=0, **options)
    matrices = MLP.from_scalar(article)
    again = matrices.to_scalar()
    assert [p.data for p in again.parameters()] == [p.data for p in article.parameters()]
    assert (matrices.activation, matrices.output_activation) == (
        article.layers[0].neurons[0].activation,
        article.layers[-1].neurons[0].activation,
    )
    outs = [article(x) for x in BATCH]
    np.testing.assert_allclose(
        matrices(BATCH).data, [[v.data for v in o] if isinstance(o, list) else o.data for o in outs], **CLOSE
    )
    sum(v * v for o in outs for v in (o if isinstance(o, list) else [o])).backward()
    (matrices(BATCH) ** 2).sum().backward()
    for layer, row in zip(matrices.layers, article.layers, strict=True):
        np.testing.assert_allclose(layer.weight.grad.T, [[w.grad for w in n.w] for n in row.neurons], **CLOSE)
        np.testing.assert_allclose(layer.bias.grad, [n.b.grad for n in row.neurons], **CLOSE)


def test_from_scalar_copies_and_takes_only_the_articles_network() -> None:
    article = scalar.MLP(2, [1])
    matrices = MLP.from_scalar(article)
    matrices.layers[0].weight.data += 1.0
    assert [p.data for p in matrices.to_scalar().parameters()] != [p.data for p in article.parameters()]
    with pytest.raises(TypeError, match=r"expected an MLP of nn\.scalar"):
        MLP.from_scalar(MLP(2, [1]))


def test_a_graph_shows_layers_as_scopes_and_named_parameters() -> None:
    n = MLP(3, [4, 1], rng=0)
    graph = Graph.of(((n(BATCH) - 1) ** 2).mean())
    scopes = {node.name: node.scope for node in graph.nodes if node.name in ("W1", "b1", "W2", "b2")}
    assert scopes == {"W1": "mlp/layer 1", "b1": "mlp/layer 1", "W2": "mlp/layer 2", "b2": "mlp/layer 2"}
    layers = [node.scope for node in graph.nodes if node.op in ("matmul", "tanh")]
    assert layers == ["mlp/layer 1", "mlp/layer 1", "mlp/layer 2", "mlp/layer 2"]
    assert graph.nodes[-1].scope == ""


def test_the_same_seed_gives_the_same_network_and_layers_differ() -> None:
    assert numbers(MLP(3, [3, 3], rng=7)) == numbers(MLP(3, [3, 3], rng=np.random.default_rng(7)))
    assert numbers(MLP(3, [3, 3], rng=7)) != numbers(MLP(3, [3, 3], rng=8))
    assert numbers(MLP(3, [3, 3])) != numbers(MLP(3, [3, 3]))
    first, second = MLP(3, [3, 3], rng=7).layers
    assert not np.array_equal(first.weight.data, second.weight.data)


@pytest.mark.parametrize("x", [BATCH.astype(np.float32), BATCH.tolist(), np.ones((2, 3), int)])
def test_float32_stays_float32(x: Any) -> None:
    n = MLP(3, [4, 1], activation="gelu", dtype=np.float32, rng=0)
    out = (n(x) ** 2).mean()
    out.backward()
    assert {out.dtype, *(p.dtype for p in n.parameters()), *(p.grad.dtype for p in n.parameters())} == {np.dtype("f4")}


@pytest.mark.parametrize("travel", [copy.deepcopy, lambda n: pickle.loads(pickle.dumps(n))])
def test_a_copy_is_another_network_with_the_same_numbers(travel: Any) -> None:
    n = MLP(3, [4, 1], rng=0)
    copied = travel(n)
    assert numbers(copied) == numbers(n)
    assert not {*copied.parameters()} & {*n.parameters()}
    np.testing.assert_array_equal(copied(BATCH).data, n(BATCH).data)
    copied.layers[0].weight.data += 1.0
    assert numbers(copied) != numbers(n)


def test_an_activation_is_not_changed_afterwards_without_effect() -> None:
    with pytest.raises(AttributeError, match="activation"):
        MLP(3, [4, 1]).activation = "relu"  # pyright: ignore[reportAttributeAccessIssue]


def test_under_no_grad_it_keeps_no_history() -> None:
    n = MLP(3, [4, 1])
    with no_grad():
        assert n(BATCH)._prev == ()


def test_a_repr_and_a_summary_show_the_architecture() -> None:
    n = MLP(2, [16, 1], activation=ops.relu, output_activation=None)
    assert repr(n) == "MLP(2, [16, 1], activation=relu, output_activation=None)"
    head, _, first, second, _, foot = n.summary().splitlines()
    assert head.split() == ["name", "what", "it", "is", "parameters", "numbers"]
    assert "layers.0" in first
    assert "weight (2, 16), bias (16,)" in first
    assert first.endswith(" 48")
    assert second.endswith(" 17")
    assert foot.split() == ["in", "all", "65"]
    assert n.num_parameters == 65
    assert list(n.named_parameters()) == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]


def test_initial_weights_suit_the_activation_or_are_the_articles() -> None:
    wide = MLP(200, [100, 100], activation="relu", rng=0)
    assert wide.layers[0].weight.data.std() == pytest.approx(np.sqrt(2 / 200), rel=0.05)
    assert wide.layers[1].weight.data.std() == pytest.approx(np.sqrt(2 / 200), rel=0.05)  # Xavier, before tanh
    article = MLP(200, [100, 100], initialiser="uniform", bias_initialiser="uniform", rng=0)
    assert all(0.9 < np.abs(p.data).max() < 1 for p in article.parameters())


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (
            lambda: MLP(3, [4, 1])(np.ones((4, 2))),
            ValueError,
            r"MLP expected inputs with 3 features, got shape \(4, 2\)",
        ),
        (lambda: MLP(3, [4, 1])(1.0), ValueError, r"got shape \(\)"),
        (lambda: MLP(1, [4, 1])(np.ones(4)), ValueError, r"write x\[:, None\]"),
        (lambda: MLP(2, [1])([[1.0, 2.0], [3.0]]), TypeError, "ragged"),
        (lambda: MLP(2, [1])([[Value(1.0), 2.0], [3.0]]), TypeError, "rectangular"),
        (lambda: MLP(2, [1])(["a", "b"]), TypeError, "expected real numbers"),
        (lambda: MLP(2, [1])(None), TypeError, "expected real numbers"),
        (lambda: MLP(0, [1]), ValueError, "n_in to be a whole number of at least 1, got 0"),
        (lambda: MLP(2, []), ValueError, "at least one layer"),
        (lambda: MLP(2, "16"), TypeError, r"as a list, such as \[4, 4, 1\]"),
        (lambda: MLP(2, [True]), TypeError, "layer 1"),
        (lambda: MLP(2, [1], activation="rleu"), ValueError, "choose one of tanh, relu"),
        (lambda: MLP(2, [1], initialiser="kaiming"), ValueError, "choose one of uniform, normal"),
        (lambda: MLP(2, [1], rng=1.5), TypeError, "rng is a seed"),
        (lambda: MLP(2, [1], dtype=int), TypeError, "float32 or float64, got <class 'int'>"),
        (lambda: MLP(2, [1], dtype="double precision"), TypeError, "got 'double precision'"),
    ],
)
def test_what_does_not_fit_is_told(wrong: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        wrong()


def test_networks_that_have_no_counterpart_are_refused() -> None:
    mixed = scalar.MLP(2, [2, 1], rng=0)
    mixed.layers[0].neurons[1] = scalar.Neuron(2, activation="relu", rng=0)
    with pytest.raises(ValueError, match="for neurons that differ"):
        MLP.from_scalar(mixed)
    unbiased = MLP(2, [2, 1], rng=0)
    unbiased.layers[0].bias = None
    with pytest.raises(ValueError, match="a layer has no bias"):
        unbiased.to_scalar()


def test_a_neuron_bends_as_its_activation_says_now() -> None:
    neuron = scalar.Neuron(1, rng=0)
    neuron.activation = None
    assert neuron([2.0]).data == neuron.w[0].data * 2.0 + neuron.b.data
