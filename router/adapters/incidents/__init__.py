"""Watches live calls for incidents, inside the archiver's process."""
