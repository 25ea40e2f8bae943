"""Tables of models in the formats that have tables."""
