"""Close Reader: a terminal reader for the close study of the press."""

__version__ = "0.1.0"
