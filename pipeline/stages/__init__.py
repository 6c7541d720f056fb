"""The stages: each joins one wing with the store and stands alone; `run` strings them together."""
