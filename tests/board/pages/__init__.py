"""What each page of the board tells."""
