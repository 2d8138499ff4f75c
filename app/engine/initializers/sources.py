"""The papers and manuals that the entries cite."""

from app.engine.citation import Citation

GLOROT = Citation(
    "X. Glorot and Y. Bengio (2010), Understanding the difficulty of training deep feedforward "
    "neural networks, AISTATS",
    "https://proceedings.mlr.press/v9/glorot10a.html",
)
HE = Citation(
    "K. He, X. Zhang, S. Ren and J. Sun (2015), Delving Deep into Rectifiers: Surpassing "
    "Human-Level Performance on ImageNet Classification",
    "https://arxiv.org/abs/1502.01852",
)
LECUN = Citation(
    "Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller (1998), Efficient BackProp, in Neural "
    "Networks: Tricks of the Trade",
    "https://doi.org/10.1007/3-540-49430-8_2",
)
SAXE = Citation(
    "A. M. Saxe, J. L. McClelland and S. Ganguli (2013), Exact solutions to the nonlinear dynamics "
    "of learning in deep linear neural networks",
    "https://arxiv.org/abs/1312.6120",
)
MARTENS = Citation("J. Martens (2010), Deep learning via Hessian-free optimization, ICML")
LE = Citation(
    "Q. V. Le, N. Jaitly and G. E. Hinton (2015), A Simple Way to Initialize Recurrent Networks of "
    "Rectified Linear Units",
    "https://arxiv.org/abs/1504.00941",
)
MISHKIN = Citation(
    "D. Mishkin and J. Matas (2015), All you need is a good init",
    "https://arxiv.org/abs/1511.06422",
)
BALDUZZI = Citation(
    "D. Balduzzi, M. Frean, L. Leary, J. P. Lewis, K. W.-D. Ma and B. McWilliams (2017), The "
    "Shattered Gradients Problem: If resnets are the answer, then what is the question?, ICML; "
    "after it R. Burkholz and A. Dubatovka (2019), arXiv 1806.06362",
    "https://arxiv.org/abs/1702.08591",
)
ZHAO = Citation(
    "J. Zhao, F. Schäfer and A. Anandkumar (2021), ZerO Initialization: Initializing Neural "
    "Networks with only Zeros and Ones",
    "https://arxiv.org/abs/2110.12661",
)
LU = Citation(
    "L. Lu, Y. Shin, Y. Su and G. E. Karniadakis (2019), Dying ReLU and Initialization: Theory and "
    "Numerical Examples",
    "https://arxiv.org/abs/1903.06733",
)
SCHOENHOLZ = Citation(
    "S. S. Schoenholz, J. Gilmer, S. Ganguli and J. Sohl-Dickstein (2016), Deep Information "
    "Propagation; after B. Poole et al. (2016), arXiv 1606.05340",
    "https://arxiv.org/abs/1611.01232",
)
RADFORD = Citation(
    "A. Radford, J. Wu, R. Child, D. Luan, D. Amodei and I. Sutskever (2019), Language Models are "
    "Unsupervised Multitask Learners, section 2.3",
    "https://cdn.openai.com/better-language-models/"
    "language_models_are_unsupervised_multitask_learners.pdf",
)
GOYAL = Citation(
    "P. Goyal et al. (2017), Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour",
    "https://arxiv.org/abs/1706.02677",
)
ZHANG = Citation(
    "H. Zhang, Y. N. Dauphin and T. Ma (2019), Fixup Initialization: Residual Learning Without "
    "Normalization, ICLR",
    "https://arxiv.org/abs/1901.09321",
)
WANG = Citation(
    "H. Wang, S. Ma, L. Dong, S. Huang, D. Zhang and F. Wei (2022), DeepNet: Scaling Transformers "
    "to 1,000 Layers",
    "https://arxiv.org/abs/2203.00555",
)
HUANG = Citation(
    "S. Huang, R. F. J. Dossa, A. Raffin, A. Kanervisto and W. Wang (2022), The 37 Implementation "
    "Details of Proximal Policy Optimization, ICLR Blog Track",
    "https://iclr-blog-track.github.io/2022/03/25/ppo-implementation-details/",
)
YANG = Citation(
    "G. Yang et al. (2022), Tensor Programs V: Tuning Large Neural Networks via Zero-Shot "
    "Hyperparameter Transfer",
    "https://arxiv.org/abs/2203.03466",
)
KARPATHY = Citation(
    "A. Karpathy (2019), A Recipe for Training Neural Networks",
    "https://karpathy.github.io/2019/04/25/recipe/",
)
KLAMBAUER = Citation(
    "G. Klambauer, T. Unterthiner, A. Mayr and S. Hochreiter (2017), Self-Normalizing Neural "
    "Networks",
    "https://arxiv.org/abs/1706.02515",
)
HU = Citation(
    "E. J. Hu et al. (2021), LoRA: Low-Rank Adaptation of Large Language Models",
    "https://arxiv.org/abs/2106.09685",
)
TORCH_INIT = Citation(
    "PyTorch documentation, torch.nn.init", "https://docs.pytorch.org/docs/stable/nn.init.html"
)
TORCH_LINEAR = Citation(
    "PyTorch documentation, torch.nn.Linear",
    "https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html",
)
KERAS_INIT = Citation(
    "Keras documentation, layer weight initializers", "https://keras.io/api/layers/initializers/"
)
KERAS_DENSE = Citation(
    "Keras documentation, Dense layer", "https://keras.io/api/layers/core_layers/dense/"
)
JAX_INIT = Citation(
    "JAX documentation, jax.nn.initializers",
    "https://docs.jax.dev/en/latest/jax.nn.initializers.html",
)
FLAX_DENSE = Citation(
    "Flax documentation, flax.linen.Dense",
    "https://flax-linen.readthedocs.io/en/latest/api_reference/flax.linen/layers.html",
)
