"""The chat window: Chainlit's handlers and everything a leader sees, one file a concern."""
