"""Tables in memory, and the facts and values that a model needs from them."""
