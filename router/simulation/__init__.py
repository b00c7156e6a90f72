"""Tries a policy before callers do: draws days of calls and plays them, in virtual time, against the live engine."""
