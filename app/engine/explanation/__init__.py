"""One gradient taken apart."""
