"""Tests of the checker that need nothing but Python: run ``/usr/bin/python3 -m unittest discover`` in clients/python."""

import glob
import hashlib
import json
import os
import random
import struct
import tempfile
import unittest
from decimal import Decimal, localcontext
from fractions import Fraction

from piecewiselinear_check import BadInput, Checker, Invalid
from piecewiselinear_check.certificate import number
from piecewiselinear_check.geometry import Space, region_rows
from piecewiselinear_check.network import load
from piecewiselinear_check.linear import rounded_scale

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "..", "..", "models", "golden")
STORED = sorted(glob.glob(os.path.join(HERE, "certificates", "*.jsonl")))


def model_of(certificate):
    return os.path.join(GOLDEN, os.path.basename(certificate).split(".")[0] + ".json")


def sealed(lines):
    body = "".join(line + "\n" for line in lines)
    return f'{body}{{"end":"{len(lines)}","sha256":"{hashlib.sha256(body.encode()).hexdigest()}"}}\n'.encode()


class Numbers(unittest.TestCase):
    def test_every_canonical_spelling_is_read(self):
        for text, value in ("0", 0), ("-5", -5), ("-3p-12", Fraction(-3, 4096)), ("22/7", Fraction(22, 7)), ("1/6", Fraction(1, 6)):
            self.assertEqual(number(text), value)

    def test_no_other_spelling_is(self):
        for text in "", "-0", "+1", "01", "1.0", "1e3", "2/4", "1/2", "1/1", "1/0", "1/-3", "2p-1", "1p-0", "1p1", "1p-01", "0p-1", " 1", "1 ", "1p-99999", "½":
            with self.assertRaises(Invalid, msg=text):
                number(text)


class Networks(unittest.TestCase):
    def test_onnx_and_json_of_a_golden_network_have_the_same_rows(self):
        generator = random.Random(1)
        checked = 0
        for path in sorted(glob.glob(os.path.join(GOLDEN, "*.onnx"))):
            if "g_seed1_demo" in path:  # its JSON is float64, its ONNX the float32 rounding
                continue
            one, two = load(path)[0], load(path[:-4] + "json")[0]
            self.assertEqual(one.widths, two.widths)
            pattern = ["".join(generator.choice("01") for _ in range(width)) for width in one.widths]
            space = Space(one.inputs, None)
            try:
                rows = [[(name, {c: Fraction(a, r.denominator) for c, a in r.normal.items()}, Fraction(r.offset, r.denominator))
                         for name, r in region_rows(network, space, pattern).items()] for network in (one, two)]
            except Invalid:
                continue
            self.assertEqual(rows[0], rows[1], path)
            checked += 1
        self.assertGreater(checked, 5)

    def test_the_scale_of_a_batch_normalization_is_correctly_rounded(self):
        generator = random.Random(2)
        with localcontext() as context:
            context.prec = 80
            for _ in range(500):
                gamma, variance = (struct.unpack("<f", struct.pack("<f", v))[0] for v in (generator.gauss(0, 1), generator.random() + 1e-6))
                exact = Decimal(gamma) / (Decimal(variance) + Decimal(1e-5)).sqrt()
                self.assertEqual(rounded_scale(Fraction(gamma), Fraction(variance) + Fraction(1e-5)), Fraction(float(exact)))
        self.assertEqual(rounded_scale(Fraction(-3), Fraction(4)), Fraction(-3, 2))
        self.assertEqual(rounded_scale(Fraction(0), Fraction(4)), 0)

    def test_what_is_no_network_is_bad_input(self):
        for name, data in ("a.onnx", b"\x00\x01"), ("a.onnx", b"\xff" * 20), ("a.json", b"{}"), ("a.json", b"["), ("a.nnet", b"1,2"), ("a", b""):
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, name)
                with open(path, "wb") as file:
                    file.write(data)
                with self.assertRaises(BadInput, msg=str(data)):
                    load(path)


class StoredCertificates(unittest.TestCase):
    def test_there_are_some(self):
        self.assertGreaterEqual(len(STORED), 4)

    def test_each_is_valid(self):
        for path in STORED:
            with open(path, "rb") as file:
                words = "holds exactly 4 linear region(s)" if "region-count" in path else "lies in the closure of exactly"
                self.assertIn(words, Checker().check(model_of(path), file.read()))

    def test_each_changed_number_is_rejected_or_harmless_slack(self):
        """Sealed anew, so that the digest cannot do the rejecting; exact evidence (signs, splits, patterns) has no slack at all."""
        for path in STORED:
            checker = Checker()
            with open(path, encoding="ascii") as file:
                lines = file.read().split("\n")[:-2]
            for i, line in enumerate(lines):
                entry = json.loads(line)
                for key in "signs", "region", "split", "sides", "facet", "redundant", "splits", "regions", "tied_regions", "crossed_by_boundary", "facet_incidences":
                    if key not in entry or entry[key] is None:
                        continue
                    text = json.dumps(entry[key], separators=(",", ":"))
                    other = text.replace("0", "@").replace("1", "0").replace("@", "1").replace("*", "1").replace("both", "active").replace("x", "x1")
                    if other == text:
                        continue
                    mutant = lines[:i] + [line.replace(f'"{key}":{text}', f'"{key}":{other}')] + lines[i + 1:]
                    with self.assertRaises(Invalid, msg=f"{path} line {i + 1} {key}"):
                        checker.check(model_of(path), sealed(mutant))

    def test_another_network_and_a_newer_version_are_bad_input(self):
        with open(STORED[0], "rb") as file:
            data = file.read()
        others = [path for path in STORED if model_of(path) != model_of(STORED[0])]
        with self.assertRaisesRegex(BadInput, "is about the network"):
            Checker().check(model_of(others[0]), data)
        with self.assertRaisesRegex(BadInput, "newer than this checker"):
            Checker().check(model_of(STORED[0]), data.replace(b'"version":"2"', b'"version":"3"', 1))
        with self.assertRaisesRegex(BadInput, "version 1 was never released"):
            Checker().check(model_of(STORED[0]), data.replace(b'"version":"2"', b'"version":"1"', 1))

    def test_a_row_of_too_many_digits_is_invalid(self):
        with open(STORED[0], encoding="ascii") as file:
            text = file.read()
        facet = text.index('{"facet":"') + len('{"facet":"')
        for row in "0:" + "1" * 200_000, "1" * 200_000 + ":0", f"x{'1' * 200_000}<", "0:1234567890":
            lines = (text[:facet] + row + text[text.index('"', facet):]).split("\n")[:-2]
            with self.assertRaisesRegex(Invalid, "expected a row such as"):
                Checker().check(model_of(STORED[0]), sealed(lines))

    def test_a_ball_in_words_is_rounded_outward_whatever_its_size(self):
        with tempfile.TemporaryDirectory() as folder:
            model = os.path.join(folder, "a.json")
            with open(model, "w", encoding="ascii") as file:
                file.write('{"layers":[{"W":[[1]],"b":[0]}]}')
            with open(model, "rb") as file:
                network = hashlib.sha256(file.read()).hexdigest()
            for radius, words in ("1" + "0" * 400, "[1.7976931348623157e+308, inf]"), ("1/3", "[0.3333333333333333, 0.33333333333333337]"), ("1p-2", "[0.25, 0.25]"):
                lines = [f'{{"format":"piecewiselinear-certificate","version":"2","network":"{network}","kind":"point-regions","point":["0"],"box":[["-{radius}","{radius}"]],'
                         '"signs":[],"complete":true,"splits":"0","regions":"1"}',
                         '{"region":[],"interior":["0"],"facets":null,"redundant":null,"ball":true}',
                         f'{{"ball":"l2","center":["0"],"lower":"{radius}","upper":"{radius}","multipliers":[["x0>","1"],["x0<","1"]],"ray":null}}']
                self.assertIn(words, Checker().check(model, sealed(lines)))

    def test_a_damaged_text_is_invalid(self):
        with open(STORED[0], "rb") as file:
            data = file.read()
        for damaged in data[:-1], data + b"\n", data[:len(data) // 2], data.replace(b'":"', b'": "', 20), data.replace(b"\n", b"\r\n"):
            with self.assertRaises((Invalid, BadInput)):
                Checker().check(model_of(STORED[0]), damaged)


if __name__ == "__main__":
    unittest.main()
