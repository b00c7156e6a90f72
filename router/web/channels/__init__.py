"""Messages in the shapes that each kind of channel takes, and what their answers mean. Nothing here is sent."""
