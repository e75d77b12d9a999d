"""The kind property-holds: a tree of proof for each group."""

from .properties import Property
from .trees import ProofTree


class PropertyHolds(Property):
    """The claim that no input of any box leads into one of its unsafe polyhedra."""

    def __init__(self, network, lines):
        lines.stream()
        super().__init__(network, lines)

    def check(self):
        tree = ProofTree(self.network, self.lines)
        for box, polyhedra in self.groups:
            tree.check(polyhedra, box, box)
        self.lines.finish()
        boxes = "its box" if len(self.groups) == 1 else f"its {len(self.groups)} boxes"
        count = sum(len(polyhedra) for _, polyhedra in self.groups)
        polyhedra = "its unsafe polyhedron" if count == 1 else f"any of its {count} unsafe polyhedra"
        return (f"the property holds: no input in {boxes} leads into {polyhedra} "
                f"of network {self.digest[:12]}{self.source}")
