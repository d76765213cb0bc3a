"""What is written of records beside imports and forms."""
