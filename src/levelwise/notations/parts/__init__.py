"""The parts of an equation that several forms share."""
