"""Whether the night keeps its promises when things go wrong; one script a promise.

`python -m benchmarks.reliability [--short] [--on sqlite|postgres] [SCRIPT...]` runs them. Each
prints one line with its figure and ends with 1 when it falls short. Services are started for it
and for it alone; nothing that runs on the machine already is touched.
"""
