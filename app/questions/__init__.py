"""What the server can be asked, each question in a folder of its own.

A question has its request and the job that it becomes (``request``), the models of its answer
(``answer``), how a worker computes it (``compute``) and its routes (``route``). What it takes to
add one is such a folder and its name here.
"""

from typing import Final

QUESTIONS: Final = (
    "simulate",
    "depth",
    "explain",
    "lesson",
    "inspect",
    "export",
    "table",
    "grade",
    "identify",
    "map",
)
