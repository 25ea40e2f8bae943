"""Contrasts: the numbers that represent the categories of a factor in a model.

`contrast` holds contrasts as requested and as resolved, `from_hint` and `from_call` read a request, `matrices` and
`custom` turn it into contrasts for given categories, and `resolve` applies them to the variables of a formula.
"""
