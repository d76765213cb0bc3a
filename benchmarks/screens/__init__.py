"""What people wait for: first paints, frames, drops, lists, and three stories from end to end."""
