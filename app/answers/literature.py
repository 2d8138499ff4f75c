"""The pages and papers that several answers lead to; each was looked up."""

from typing import Final

from app.engine.citation import Citation

CS231N: Final = Citation(
    "Stanford CS231n, course notes: Neural Networks Part 2, on weight initialization",
    "https://cs231n.github.io/neural-networks-2/",
)
FIXUP: Final = Citation(
    "H. Zhang, Y. N. Dauphin and T. Ma (2019), Fixup Initialization: Residual Learning Without "
    "Normalization",
    "https://arxiv.org/abs/1901.09321",
)
PICARD: Final = Citation(
    "D. Picard (2021), torch.manual_seed(3407) is all you need: On the influence of random seeds "
    "in deep learning architectures for computer vision",
    "https://arxiv.org/abs/2109.08203",
)
TORCH_NUMERICS: Final = Citation(
    "PyTorch documentation, Numerical accuracy",
    "https://docs.pytorch.org/docs/stable/notes/numerical_accuracy.html",
)
LUO: Final = Citation(
    "T. Luo, Z.-Q. J. Xu, Z. Ma and Y. Zhang (2020), Phase diagram for two-layer ReLU neural "
    "networks at infinite-width limit",
    "https://arxiv.org/abs/2007.07497",
)
ZHOU: Final = Citation(
    "H. Zhou, Q. Zhou, T. Luo, Y. Zhang and Z.-Q. J. Xu (2021), Towards Understanding the "
    "Condensation of Neural Networks at Initial Training",
    "https://arxiv.org/abs/2105.11686",
)
