"""The FastAGI server: one short file per entry of the dialplan, each a verb. Plain blocking Python."""
