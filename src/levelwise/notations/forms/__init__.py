"""The forms that several notations share."""
