"""The spellings of values in a certificate, each read strictly, and the two ways in which a file is refused."""

import json
import math
import re
import sys
from fractions import Fraction

MAX_DIGITS = 100_000
MAX_EXPONENT = 1 << 14
LONGEST_GAP = 4

INTEGER = re.compile(r"0|-?[1-9][0-9]*")
ROW = re.compile("(?:INDEX:INDEX|xINDEX([<>]))".replace("INDEX", "(0|[1-9][0-9]{0,8})"))

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(MAX_DIGITS + 1)


class BadInput(Exception):
    """What was given is no certificate, not about this network, newer than this checker, or the network cannot be read."""


class Invalid(Exception):
    """The certificate does not prove its claim; the message is the reason."""


def integer(text):
    if not INTEGER.fullmatch(text):
        raise Invalid(f"expected an integer without leading zeros, found '{text[:40]}'")
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise Invalid(f"a number has more than {MAX_DIGITS} digits")
    return int(text)


def number(text):
    """The rational that a canonical spelling stands for: p, p/q in lowest terms, or mp-k for m / 2^k."""
    if not isinstance(text, str):
        raise Invalid(f"expected a number in quotes, found {json.dumps(text)[:40]}")
    if "/" in text:
        top, _, bottom = text.partition("/")
        p, q = integer(top), integer(bottom)
        if q < 3 or q & (q - 1) == 0 or Fraction(p, q).denominator != q:
            raise Invalid(f"expected lowest terms with a denominator that is no power of two, found '{text[:40]}'")
        return Fraction(p, q)
    if "p-" in text:
        top, _, exponent = text.partition("p-")
        m, k = integer(top), integer(exponent) if len(exponent) < 9 else MAX_EXPONENT + 1
        if m % 2 == 0 or not 0 < k <= MAX_EXPONENT:
            raise Invalid(f"expected mp-k with m odd and 0 < k <= {MAX_EXPONENT}, found '{text[:40]}'")
        return Fraction(m, 1 << k)
    return Fraction(integer(text))


def row_name(text):
    """A row as a sortable key: (0, input, 0 lower | 1 upper) for a side of the box, (1, layer, neuron) for a neuron."""
    match = ROW.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise Invalid(f"expected a row such as 0:3, x0< or x0>, found {json.dumps(text)[:40]}")
    layer, neuron, side_input, side = match.groups()
    if side:
        return 0, int(side_input), int(side == "<")
    return 1, int(layer), int(neuron)


def spell_row(row):
    return f"{row[1]}:{row[2]}" if row[0] else f"x{row[1]}{'<' if row[2] else '>'}"


def listed(value, item):
    if not isinstance(value, list):
        raise Invalid(f"expected a list, found {json.dumps(value)[:40]}")
    return [item(entry) for entry in value]


def numbers(value):
    return listed(value, number)


def numbers_or_null(value):
    return None if value is None else numbers(value)


def ascending(rows):
    for before, after in zip(rows, rows[1:]):
        if before >= after:
            raise Invalid(f"rows come in ascending order, found {spell_row(before)} before {spell_row(after)}")
    return rows


def multipliers(value):
    def weighted(entry):
        if not isinstance(entry, list) or len(entry) != 2:
            raise Invalid(f"expected a pair of row and multiplier, found {json.dumps(entry)[:40]}")
        return row_name(entry[0]), number(entry[1])

    pairs = listed(value, weighted)
    ascending([row for row, _ in pairs])
    return pairs


def runs(value):
    """Runs of a step: pairs of the first input and the integers from there on."""
    def run(entry):
        if not isinstance(entry, list) or len(entry) != 2 or not isinstance(entry[1], str):
            raise Invalid(f"expected a pair of a first input and integers, found {json.dumps(entry)[:40]}")
        return count(entry[0]), [integer(text) for text in entry[1].split(" ")]

    return listed(value, run)


def step(unit, parts):
    """The inputs that a step moves, ascending, each with its distance; refuses all but the one spelling of a step."""
    if unit <= 0 or math.gcd(*(i for _, integers in parts for i in integers)) != (1 if parts else 0) or not (parts or unit == 1):
        raise Invalid("a step has a positive unit and integers without a common divisor")
    for index, (first, integers) in enumerate(parts):
        gap = first - parts[index - 1][0] - len(parts[index - 1][1]) if index else LONGEST_GAP + 1
        if gap <= LONGEST_GAP or not integers[0] or not integers[-1]:
            raise Invalid(f"the runs of a step ascend, begin and end with other integers than 0, and go on over {LONGEST_GAP} zeros")
        zeros = 0
        for i in integers:
            zeros = 0 if i else zeros + 1
            if zeros > LONGEST_GAP:
                raise Invalid(f"a run of a step goes on over at most {LONGEST_GAP} zeros")
    return [(first + k, unit * i) for first, integers in parts for k, i in enumerate(integers) if i]


def box_or_null(value):
    if value is None:
        return None
    ends = listed(value, numbers)
    for j, pair in enumerate(ends):
        if len(pair) != 2 or pair[0] > pair[1]:
            raise Invalid(f"interval {j} of the box is not a pair of a lower and an upper end")
    return ends


def pairs(value):
    """Pairs of an index and a number, indices strictly ascending, numbers not 0."""
    def pair(entry):
        if not isinstance(entry, list) or len(entry) != 2:
            raise Invalid(f"expected a pair of an index and a number, found {json.dumps(entry)[:40]}")
        return count(entry[0]), number(entry[1])

    found = listed(value, pair)
    if any(a[0] >= b[0] for a, b in zip(found, found[1:])) or any(not v for _, v in found):
        raise Invalid("expected ascending indices with numbers other than 0")
    return found


def positive_pairs(value):
    found = pairs(value)
    if any(v <= 0 for _, v in found):
        raise Invalid("expected multipliers above 0")
    return found


def property_rows(value):
    """Rows of an unsafe polyhedron: terms over the inputs, terms over the outputs, bound."""
    def row(entry):
        if not isinstance(entry, list) or len(entry) != 3:
            raise Invalid(f"expected terms, terms and a bound, found {json.dumps(entry)[:40]}")
        return pairs(entry[0]), pairs(entry[1]), number(entry[2])

    return listed(value, row)


def hash_or_null(value):
    if value is not None and not (isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value)):
        raise Invalid(f"expected null or a SHA-256, found {json.dumps(value)[:40]}")
    return value


def word(alphabet):
    def read(value):
        if not isinstance(value, str) or set(value) - set(alphabet):
            raise Invalid(f"expected a string of {' '.join(alphabet)}, found {json.dumps(value)[:40]}")
        return value
    return read


def one_of(*values):
    def read(value):
        if not any(value is v or (isinstance(v, str) and value == v) for v in values):
            raise Invalid(f"expected one of {', '.join(map(str, values))}, found {json.dumps(value)[:40]}")
        return value
    return read


def count(value):
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 9:
        raise Invalid(f"expected a count, found {json.dumps(value)[:40]}")
    return integer(value)


def total(value):
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 18:
        raise Invalid(f"expected a number of at most 18 digits, found {json.dumps(value)[:40]}")
    return integer(value)


def total_or_null(value):
    return None if value is None else total(value)


def totals(value):
    return listed(value, total)


def string(value):
    if not isinstance(value, str):
        raise Invalid(f"expected a string, found {json.dumps(value)[:40]}")
    return value


def box(value):
    if value is None:
        raise Invalid("expected a box")
    return box_or_null(value)


def count_or_null(value):
    return None if value is None else count(value)


def number_or_null(value):
    return None if value is None else number(value)


def rows(value):
    return ascending(listed(value, row_name))


def words(alphabet):
    return lambda value: listed(value, word(alphabet))
