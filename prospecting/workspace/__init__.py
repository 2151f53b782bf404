"""The DuckDB store: schema, migrations, queries, backup. Nothing else speaks SQL."""
