"""Checking the weights of a model: from files by the command, or from arrays in Python.

>>> from app.check import check  # doctest: +SKIP
>>> print(check({name: p.detach().numpy() for name, p in model.named_parameters()}, "torch"))
"""

from app.check.model import Checked, check

__all__ = ["Checked", "check"]
