"""Measuring on public and made series, and beside other models; the product runs without it."""
