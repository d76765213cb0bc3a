"""Forecasts as quantiles: pure pandas, numpy and LightGBM, no Django.

The one contract is a long frame `unique_id, ds, y` in and the same keys with quantile columns out.
"""
