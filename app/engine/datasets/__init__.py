"""The datasets: two-dimensional ones, real digits, and the user's own."""

from app.engine.datasets.all_datasets import DATASETS, make_dataset
from app.engine.datasets.custom import custom_dataset
from app.engine.datasets.dataset import Dataset, DatasetEntry

__all__ = ["DATASETS", "Dataset", "DatasetEntry", "custom_dataset", "make_dataset"]
