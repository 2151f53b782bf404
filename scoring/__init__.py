"""Pure scoring: titles, profile, fit, ties, willingness, planning, learning, explanations."""
