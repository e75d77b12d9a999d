"""python3 -m piecewiselinear_check MODEL CERTIFICATE

Prints one line, ``VALID <claim>`` or ``INVALID <reason>``, and exits with 0 or 1. Bad input (no certificate, another network, a newer format
version, an unreadable network) is explained on standard error, exit status 2.

python3 -m piecewiselinear_check --batch reads lines MODEL<tab>CERTIFICATE from standard input and answers each with one line that begins with
VALID, INVALID or ERROR; the exit status is then the worst of the single ones.
"""

import sys

from .values import BadInput
from .check import Checker, Invalid


def verdict(checker, model, certificate):
    """The exit status and the line for one pair of files."""
    try:
        with open(certificate, "rb") as file:
            return 0, "VALID " + checker.check(model, file)
    except Invalid as reason:
        return 1, f"INVALID {reason}"
    except (BadInput, OSError) as problem:
        return 2, f"ERROR {problem}"


def main(arguments):
    checker = Checker()
    if arguments == ["--batch"]:
        worst = 0
        for line in sys.stdin:
            model, certificate = line.rstrip("\n").split("\t")
            status, text = verdict(checker, model, certificate)
            worst = max(worst, status)
            print(text, flush=True)
        return worst

    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2

    status, text = verdict(checker, *arguments)
    print(text, file=sys.stderr if status == 2 else sys.stdout)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
