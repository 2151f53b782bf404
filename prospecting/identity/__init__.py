"""Who is the same person, and which names are the same company."""
