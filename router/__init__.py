"""The router: who answers which call, who remembers it, and what people see of it."""
