"""Plans as files: plain tables in, bytes out. Nothing here knows Django or a database."""
