"""An experiment's initial weights and network as code to take home."""

from app.engine.code_export.export import FRAMEWORKS, export_code

__all__ = ["FRAMEWORKS", "export_code"]
