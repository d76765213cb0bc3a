"""A region's plan by columns: every facility's whole deliveries of a product are one choice.

Kernel: the best deliveries of one facility in whole packs. Programme: one product, its facilities'
choices, orders and the depot. Prices: what room on trucks and money are worth to all products.
"""
