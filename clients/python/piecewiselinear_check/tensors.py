"""Tensors of the lowering: pairs (shape, scalars), row-major. A scalar is a reference (stage, index), or a constant: a Fraction, or an int in
a tensor of integers. A tensor is all references or all constants."""

import itertools
import math


def is_constant(x):
    return not any(isinstance(scalar, tuple) for scalar in x[1])


def is_integer(x):
    return all(isinstance(scalar, int) for scalar in x[1])


def axis_of(axis, rank):
    if not -rank <= axis < rank:
        raise ValueError(f"axis {axis} of {rank}")
    return axis % rank


def index_of(place, shape):
    """The row-major index of a place in a tensor that is broadcast to it; both have the same rank."""
    index = 0
    for p, size in zip(place, shape):
        index = index * size + (p if size > 1 else 0)
    return index


def broadcast(first, second):
    """The shape that two shapes broadcast to."""
    rank = max(len(first), len(second))
    a, b = ([1] * (rank - len(shape)) + list(shape) for shape in (first, second))
    if any(p != q and 1 not in (p, q) for p, q in zip(a, b)):
        raise ValueError(f"shapes {first} and {second} do not broadcast")
    return [q if p == 1 else p for p, q in zip(a, b)]


def spread(x, shape):
    """The scalars of a tensor broadcast to a shape."""
    own = [1] * (len(shape) - len(x[0])) + list(x[0])
    return [x[1][index_of(place, own)] for place in itertools.product(*map(range, shape))]


def chosen(x, lists):
    """The scalars whose index along each axis is listed; None where an index is None."""
    steps = [math.prod(x[0][axis + 1:]) for axis in range(len(x[0]))]
    return [None if None in place else x[1][sum(p * step for p, step in zip(place, steps))] for place in itertools.product(*lists)]
