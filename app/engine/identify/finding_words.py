"""Numbers and code as findings say them."""

import re
from typing import Final

from app.engine.identify.layer_kinds import Framework

_TORCH: Final = {
    "glorot_normal": "torch.nn.init.xavier_normal_({w})",
    "glorot_uniform": "torch.nn.init.xavier_uniform_({w})",
    "he_normal": "torch.nn.init.kaiming_normal_({w}, nonlinearity='relu')",
    "he_uniform": "torch.nn.init.kaiming_uniform_({w}, nonlinearity='relu')",
    "lecun_normal": "torch.nn.init.kaiming_normal_({w}, nonlinearity='linear')",
    "lecun_uniform": "torch.nn.init.kaiming_uniform_({w}, nonlinearity='linear')",
    "torch_linear_default": "torch.nn.init.kaiming_uniform_({w}, a=5 ** 0.5)",
    "orthogonal": "torch.nn.init.orthogonal_({w})",
    "zeros": "torch.nn.init.zeros_({w})",
    "ones": "torch.nn.init.ones_({w})",
    "normal": "torch.nn.init.normal_({w}, std={std})",
}
_KERAS: Final = {
    "glorot_uniform": "kernel_initializer=keras.initializers.GlorotUniform()",
    "glorot_truncated_normal": "kernel_initializer=keras.initializers.GlorotNormal()",
    "he_uniform": "kernel_initializer=keras.initializers.HeUniform()",
    "he_truncated_normal": "kernel_initializer=keras.initializers.HeNormal()",
    "he_normal": "kernel_initializer=keras.initializers.VarianceScaling(2.0, 'fan_in', "
    "'untruncated_normal')",
    "lecun_uniform": "kernel_initializer=keras.initializers.LecunUniform()",
    "lecun_truncated_normal": "kernel_initializer=keras.initializers.LecunNormal()",
    "orthogonal": "kernel_initializer=keras.initializers.Orthogonal()",
    "zeros": "kernel_initializer='zeros'",
    "ones": "kernel_initializer='ones'",
    "normal": "kernel_initializer=keras.initializers.RandomNormal(stddev={std})",
}
_FLAX: Final = {
    "glorot_uniform": "kernel_init=nn.initializers.glorot_uniform()",
    "glorot_truncated_normal": "kernel_init=nn.initializers.glorot_normal()",
    "he_uniform": "kernel_init=nn.initializers.he_uniform()",
    "he_truncated_normal": "kernel_init=nn.initializers.he_normal()",
    "he_normal": "kernel_init=nn.initializers.variance_scaling(2.0, 'fan_in', 'normal')",
    "lecun_uniform": "kernel_init=nn.initializers.lecun_uniform()",
    "lecun_truncated_normal": "kernel_init=nn.initializers.lecun_normal()",
    "orthogonal": "kernel_init=nn.initializers.orthogonal()",
    "zeros": "kernel_init=nn.initializers.zeros",
    "ones": "kernel_init=nn.initializers.ones",
    "normal": "kernel_init=nn.initializers.normal({std})",
}
_CODE: Final = {"torch": _TORCH, "keras": _KERAS, "flax": _FLAX}


def figure(value: float) -> str:
    """Write a number with three digits, without the 0 before the point: .0200."""
    if value == 0.0:
        return "0"
    if 1e-4 <= abs(value) < 1.0:
        places = 3
        while round(abs(value), places) < 10.0 ** -(places - 2) and places < 8:
            places += 1
        return f"{value:.{places}f}".replace("0.", ".", 1)
    return f"{value:.3g}"


def code_for(framework: Framework, law: str, name: str, std: float) -> str | None:
    """Return the line that draws a tensor by a law, or None where the framework has none."""
    line = _CODE.get(framework, {}).get(law)
    if line is None:
        return None
    target = "w"
    # Of anything else no code is made: a name comes from a file that may be a stranger's.
    if re.fullmatch(r"\w+(\.\w+)*", name, re.ASCII):
        parts = name.split(".")
        target = "model" + "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts)
    return line.format(w=target, std=figure(std))


def plural(count: int, noun: str) -> str:
    """Write how many there are of a thing."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
