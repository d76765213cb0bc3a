"""Little programs that behave as children do, well and badly; supervised by the tests."""
