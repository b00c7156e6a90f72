"""What can go wrong with a running copy, done to it on purpose."""
