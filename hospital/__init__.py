"""What is: settings and the hospital's own records."""
