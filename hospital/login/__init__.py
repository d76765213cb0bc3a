"""Coming in: tries that are counted before a password is hashed, a second step, sessions that end,
tokens of which only a hash is kept."""
