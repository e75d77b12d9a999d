"""An independent checker for PiecewiseLinear certificates (docs/certificates.md, format version 2).

It needs nothing but Python's standard library, reads the ONNX, NNet or JSON network itself, rebuilds every inequality from the weights in
integer arithmetic and verifies the evidence. It shares no code with the program that writes certificates, nor with that program's own checker.
"""

from .check import Checker, Invalid
from .values import BadInput

__all__ = ["BadInput", "Checker", "Invalid"]
