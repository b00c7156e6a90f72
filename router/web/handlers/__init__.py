"""One file per part of the API: a handler takes an `Ask` and returns a shape, or a response of its own."""
