"""The shortest of a few forms of a SymPy expression that are found quickly, whatever it is."""

from __future__ import annotations

from autograd_widgets.graph.closed_form.symbolic import Expression, sound, sp

HIGHEST_DEGREE = 8  # of a polynomial that is multiplied out
LARGEST_BOTTOM = 1000  # of fractions of which common factors are looked for
MOST_OPERATIONS = 80  # in an expression of which other forms are tried


def tidy(f: Expression) -> Expression:
    """Return the shortest of a few forms of an expression.

    Raises:
        UntranslatedError: it is no real number.
    """
    sound(f)
    if f.count_ops() > MOST_OPERATIONS or highest_degree(f) > HIGHEST_DEGREE:
        return f
    forms = [f]
    if f.is_polynomial():
        forms.append(sp.expand(f))
    else:
        top, bottom = _over_one_bottom(f)
        forms.append((sp.expand(top) if top.is_polynomial() else top) / bottom)
        if all(number.q < LARGEST_BOTTOM for number in f.atoms(sp.Rational)):
            forms.append(sp.factor_terms(f))
    return min(forms, key=lambda form: form.count_ops())


def highest_degree(f: Expression) -> int:
    """Return a bound for the degree of an expression, in all letters together, once its powers are multiplied out."""
    if f.is_Pow and f.exp.is_Integer:
        return max(int(f.exp), 0) * highest_degree(f.base)  # denominators are left as they are
    degrees = [highest_degree(part) for part in f.args]
    return sum(degrees) if f.is_Mul else max(degrees, default=int(f.is_Symbol))


def _over_one_bottom(f: Expression) -> tuple[Expression, Expression]:
    """Return numerator and denominator of a product, or of a sum whose terms share their denominator."""
    tops, bottoms = zip(*map(taken_apart, sp.Add.make_args(f)), strict=True)
    return (sp.Add(*tops), bottoms[0]) if len(set(bottoms)) == 1 else (f, sp.Integer(1))


def taken_apart(f: Expression) -> tuple[Expression, Expression]:
    """Return numerator and denominator of a product; of anything else, itself and 1."""
    below = [e for e in sp.Mul.make_args(f) if e.is_Pow and e.exp.is_Rational and e.exp.is_negative]
    bottom = sp.Mul(*(1 / e for e in below))
    return sp.Mul(*(e for e in sp.Mul.make_args(f) if e not in below)), bottom
