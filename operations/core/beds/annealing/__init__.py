"""Bed planning by compiled annealing over admission day, room, theatre and nurse at once.

One state holds the whole plan; a move changes a little of it and is priced by what it changes.
Worse plans are accepted ever more seldom (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983), hard
rules weigh more and more. Everything is whole numbers in numpy arrays; `tables` makes them from a
problem, once, and kernels know nothing else.
"""
