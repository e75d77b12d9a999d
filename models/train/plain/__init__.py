"""Reading and exactly evaluating the bundled networks with the standard library alone; an oracle, written to be obvious, not fast."""
