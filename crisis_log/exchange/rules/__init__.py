"""What the columns of a table mean: rules written down or guessed, and its rows as records."""
