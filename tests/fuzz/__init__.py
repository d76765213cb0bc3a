"""The API under requests that nobody would write, drawn from its own schema.

`python -m tests.fuzz --cases 10000`: every operation, half of the cases as the schema says and half
against it, on real plans. Nothing that a case writes outlives it.
"""
