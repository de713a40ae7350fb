"""What each page of the board says of what is recorded."""
