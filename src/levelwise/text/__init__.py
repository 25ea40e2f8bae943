"""Strings for people: display width, safe characters, lists in sentences."""
