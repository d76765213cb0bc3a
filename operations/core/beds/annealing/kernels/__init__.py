"""The compiled part: what a move changes, and many moves at a time."""
