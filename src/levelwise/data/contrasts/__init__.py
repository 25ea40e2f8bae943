"""Contrasts: the numbers that stand for the categories of a factor.

`kinds` holds what is asked for and what comes of it, `matrices` and `weights` make the one of the other, `hints` and
`calls` read what is asked for, `chosen` brings them to the variables of a formula.
"""
