"""The escalation ladder: who is rung, one after the other, until somebody presses a key. Pure."""
