"""The roster as a CP-SAT model: variables, terms, model."""
