"""Shifts, the days they are worked on, and who works them: values and rules without I/O or clocks."""
