"""The version of this package and of the command line that it asks npx for: they are released together."""

__version__ = "0.1.0"
