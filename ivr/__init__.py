"""What callers hear: prompts and dialogue. Knows no sockets, no Asterisk and no router."""
