"""On the record: who acts, rows that are signed, a chain over them, and its verification."""
