"""Computations that the tests in the browser show."""

from autograd_widgets import Value


def article() -> Value:
    """Return the article's expression, L = (a · b + c) · f."""
    a, b, c, f = (Value(x, label=name) for x, name in ((2.0, "a"), (-3.0, "b"), (10.0, "c"), (-2.0, "f")))
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    root = d * f
    root.label = "L"
    return root


def chain(length: int) -> Value:
    """Return a chain of operations on one leaf."""
    value = Value(0.5, label="x")
    for i in range(length):
        value = value.tanh() if i % 2 else value * 1.01
    value.label = "end"
    return value


def named(value: Value, label: str) -> Value:
    """Give a Value a label and return it."""
    value.label = label
    return value


def f(x: float, a: float = 3.0, b: float = -4.0, c: float = 5.0) -> float:
    """Return the article's function of one variable."""
    return a * x**2 + b * x + c


def d(a: float, b: float, c: float) -> float:
    """Return the article's function of three variables."""
    return a * b + c
