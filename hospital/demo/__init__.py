"""A believable region, invented: the same size, seed and day give the same rows, byte for byte.

`from hospital.demo.region import generate`; nothing is imported here, so that numpy stays lazy.
"""
