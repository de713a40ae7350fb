"""What each page of the board says of given facts."""
