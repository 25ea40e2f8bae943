"""Styles: functions from one system of equations to another that change how it looks, not what it means."""
