"""The lines of a certificate: canonical JSON Lines, read strictly."""

import hashlib
import json
import re

from .values import (Invalid, BadInput, box, box_or_null, count, count_or_null, hash_or_null, multipliers, number, number_or_null, numbers,
                     numbers_or_null, one_of, positive_pairs, property_rows, row_name, rows, runs, string, total, total_or_null, totals, word, words)

NAME = "piecewiselinear-certificate"
VERSION = 2
MAX_LINE_BYTES = 1 << 26
MAX_LINES = 1 << 24
MAX_STREAMED_LINES = 999_999_999

OPENING = b'{"format":"%s","version":"' % NAME.encode()
BINDING = re.compile(OPENING + rb'([^"\\]*)"(?:,"network":"([0-9a-f]{64})")?')
KIND = re.compile(OPENING + rb'[^"\\]*","network":"[0-9a-f]{64}","kind":"([a-z-]*)"')
CONTROL = re.compile(rb"[^ -~]")

HEX = "0123456789abcdef"
LINES = {
    "format": dict(format=one_of(NAME), version=count, network=word(HEX), kind=one_of("point-regions"), point=numbers, box=box_or_null,
                   signs=words("01*"), complete=one_of(True, False), splits=count, regions=count),
    "split": dict(split=row_name, sides=one_of("both", "active", "inactive"), refutation=multipliers),
    "region": dict(region=words("01"), interior=numbers, facets=count_or_null, redundant=count_or_null, ball=one_of(True, False)),
    "facet": dict(facet=row_name, also=rows, unit=number, step=runs),
    "redundant": dict(redundant=row_name, multipliers=multipliers),
    "ball": dict(ball=one_of("l1", "l2", "linf"), center=numbers, lower=number, upper=number_or_null, multipliers=multipliers,
                 ray=numbers_or_null),
    "region-count": dict(format=one_of(NAME), version=count, network=word(HEX), kind=one_of("region-count"), box=box,
                         facets=one_of(True, False), decisions=one_of(True, False)),
    "steps": dict(steps=string, leaf=string),
    "complete": dict(complete=one_of(True, False), regions=total, per_layer=totals, facet_incidences=total_or_null, neighbor_pairs=total_or_null,
                     crossed_by_boundary=total_or_null, tied_regions=total_or_null),
    **{kind: dict(format=one_of(NAME), version=count, network=word(HEX), kind=one_of(kind), vnnlib=hash_or_null, inputs=count, outputs=count, groups=count)
       for kind in ("property-holds", "property-violated")},
    "radius": dict(format=one_of(NAME), version=count, network=word(HEX), kind=one_of("radius"), point=numbers, norm=one_of("l1", "l2", "linf"), label=count,
                   target=count_or_null, box=box_or_null, goal=one_of("beaten", "boundary", "reach"), changes=count_or_null, none=one_of(True, False), lower=number_or_null, upper=number_or_null, witness=numbers_or_null),
    "group": dict(group=box, unsafe=count),
    "unsafe": dict(unsafe=property_rows),
    "node": dict(node=string),
    "phase": dict(phase=count),
    "refutation": dict(refutation=positive_pairs),
    "witness": dict(witness=numbers, output=numbers, group=count, unsafe=count),
    "end": dict(end=count, sha256=word(HEX)),
}


def printable(raw):
    return CONTROL.search(raw) is None


class Lines:
    """The lines of a certificate, one at a time from a binary file, each parsed when it is asked for by its kind."""

    def __init__(self, file, network_sha256):
        self._file = file
        self._digest = hashlib.sha256()
        self._count = 0
        self._limit = MAX_LINES
        first = file.readline(MAX_LINE_BYTES + 1)
        if not first.startswith(OPENING) or not first.endswith(b"\n") or not printable(first[:-1]):
            raise BadInput(f"line 1: this is no certificate: expected {OPENING.decode()}")
        self._check_binding(first, network_sha256)
        self._raw = first

    @staticmethod
    def _check_binding(first, network_sha256):
        """The version and the network come before everything else, so that their refusals are distinct."""
        binding = BINDING.match(first)
        if binding is None:
            raise Invalid("line 1, field version: the string does not end")
        version = number(binding.group(1).decode())
        if version > VERSION:
            raise BadInput(f"line 1, field version: format version {version} is newer than this checker ({VERSION})")
        if version == 1:
            raise BadInput(f"line 1, field version: format version 1 was never released and is not read; ask the question again for a certificate of version {VERSION}")
        if version != VERSION:
            raise Invalid(f"line 1, field version: there is no format version {version}")
        if binding.group(2) is None:
            raise Invalid("line 1, field network: expected a SHA-256 in lower-case hexadecimal")
        if binding.group(2).decode() != network_sha256:
            raise BadInput(f"line 1, field network: this certificate is about the network {binding.group(2).decode()}, not about {network_sha256}")

    @property
    def kind(self):
        """The kind, as far as the first line names one; reading that line proves the rest."""
        found = KIND.match(self._raw)
        return found.group(1).decode() if found else "point-regions"

    @property
    def number(self):
        """The number of the last line read, counted from 1."""
        return self._count

    def stream(self):
        """Many lines are welcome: the caller keeps one at a time."""
        self._limit = MAX_STREAMED_LINES

    def at(self, kind):
        """Whether the next line is of that kind."""
        return self._raw.startswith(b'{"%s":' % kind.encode())

    def next(self, kind, fields=None):
        """The values of the next line, which must be of that kind (or have those fields)."""
        raw = self._raw
        if not raw:
            raise Invalid(f"line {self._count + 1}: expected a line '{kind}', found the end of the file")
        if not raw.endswith(b"\n"):
            raise Invalid(f"line {self._count + 1}: the line is too long, or the file ends within it")
        self._count += 1
        if self._count > self._limit:
            raise Invalid(f"more than {self._limit} lines")
        try:
            values = list(self._parse(raw[:-1], fields or LINES[kind]).values())
        except Invalid as problem:
            raise Invalid(f"line {self._count}, {problem}") from None
        self._before = self._digest.hexdigest() if kind == "end" else None
        self._digest.update(raw)
        self._raw = self._file.readline(MAX_LINE_BYTES + 1)
        return values

    def finish(self):
        lines, digest = self.next("end")
        if lines != self._count - 1 or digest != self._before:
            raise Invalid(f"line {self._count}: the count or the digest of the lines before is wrong")
        if self._raw:
            raise Invalid("the file goes on after its end line")

    @staticmethod
    def _parse(raw, fields):
        if len(raw) >= MAX_LINE_BYTES or not printable(raw):
            raise Invalid("the line is too long or not printable ASCII")
        try:
            pairs = json.loads(raw, object_pairs_hook=list)
            canonical = json.dumps(dict(pairs), separators=(",", ":")).encode() == raw
        except (ValueError, TypeError, RecursionError):
            raise Invalid("the line is no JSON object") from None
        keys = [key for key, _ in pairs]
        if keys != list(fields):
            raise Invalid(f"expected the fields {', '.join(fields)}, found {', '.join(map(str, keys))}")
        if not canonical:
            raise Invalid("the object is not in canonical form")
        values = {}
        for key, value in pairs:
            try:
                values[key] = fields[key](value)
            except Invalid as problem:
                raise Invalid(f"field {key}: {problem}") from None
        return values
