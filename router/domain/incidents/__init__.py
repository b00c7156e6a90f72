"""Incidents: many callers about one thing in a short time, seen early. Facts in, findings out, no I/O, no clock."""
