"""Newswire: wire stories in; stories, versions, clusters, entities and attributed quotes out."""

__version__ = "0.1.0"
