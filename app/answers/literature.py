"""The pages and papers that several answers lead to; each was looked up."""

from typing import Final

from app.engine.citation import Citation

CS231N: Final = Citation(
    "Stanford CS231n, course notes: Neural Networks Part 2, on weight initialization",
    "https://cs231n.github.io/neural-networks-2/",
)
