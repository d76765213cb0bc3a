"""Rosters by column generation: one column is one person's whole row.

A linear programme chooses among rows (`master`), its dual prices say what a shift is worth, and an
exact dynamic programme finds each person's cheapest row under those prices (`kernel`). The
programme's value is a lower bound on every roster; whole rosters come from it day by day
(`descent`), and from large neighbourhoods that are solved in the same way and chosen row by row
(`dive`).

After Strandmark, Qu and Curtois, "First-order linear programming in a column generation-based
heuristic approach to the nurse rostering problem", Computers & Operations Research 120 (2020).
"""
