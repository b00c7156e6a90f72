"""Public holidays, from packages that know them."""
