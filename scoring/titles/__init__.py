"""Job titles: level, functions, decision-maker, and whether the job is still held."""
