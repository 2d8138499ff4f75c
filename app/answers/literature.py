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
TORCH_SQRT_5: Final = Citation(
    "PyTorch issue 15314, Kaiming init of conv and linear layers, why gain = sqrt(5)",
    "https://github.com/pytorch/pytorch/issues/15314",
)
TORCH_SAME_LAW: Final = Citation(
    "PyTorch issue 57109, nn.Linear weight initalization - uniform or kaiming_uniform?",
    "https://github.com/pytorch/pytorch/issues/57109",
)
KERAS_DEFAULT: Final = Citation(
    "Keras issue 7151, Suboptimal default initialization",
    "https://github.com/keras-team/keras/issues/7151",
)
KARPATHY: Final = Citation(
    "A. Karpathy (2019), A Recipe for Training Neural Networks",
    "https://karpathy.github.io/2019/04/25/recipe/",
)
TENSORFLOW_BIAS: Final = Citation(
    "TensorFlow tutorials, Classification on imbalanced data",
    "https://www.tensorflow.org/tutorials/structured_data/imbalanced_data",
)
FOCAL: Final = Citation(
    "T.-Y. Lin, P. Goyal, R. Girshick, K. He and P. Dollár (2017), Focal Loss for Dense Object "
    "Detection",
    "https://arxiv.org/abs/1708.02002",
)
HU: Final = Citation(
    "W. Hu, L. Xiao and J. Pennington (2020), Provable Benefit of Orthogonal Initialization in "
    "Optimizing Deep Linear Networks",
    "https://arxiv.org/abs/2001.05992",
)
TORCH_BEFORE: Final = Citation(
    "PyTorch issue 1667, reset_parameters in various Modules, with the law as it was before",
    "https://github.com/pytorch/pytorch/issues/1667",
)
