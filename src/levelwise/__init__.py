"""Write the equations of multilevel models and say whether a model is legitimate."""
