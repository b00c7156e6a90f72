"""The dialogues of the softphone codes: what an agent can do from any seat's phone, without a screen."""
