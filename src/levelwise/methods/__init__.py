"""The paragraph of a paper that describes a model and its estimation."""
