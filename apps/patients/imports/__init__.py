"""Brings rosters in: reads a file, compares it with what is known, shows the difference, and writes it."""
