"""Which variance parameters a design identifies, decided without fitting the model."""
