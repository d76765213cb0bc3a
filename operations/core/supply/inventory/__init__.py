"""Inventory routing: who is visited when and with how much, and by which way.

One product, one depot, K equal vehicles: the supplier watches the stocks and decides (Coelho,
Cordeau & Laporte 2014, Thirty years of inventory routing, Transportation Science 48(1)).
"""
