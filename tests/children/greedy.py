"""Wants more memory than it may have."""

kept = []
while True:
    kept.append(bytearray(50_000_000))
