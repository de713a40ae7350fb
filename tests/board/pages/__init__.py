"""Each page of the board says what was recorded."""
