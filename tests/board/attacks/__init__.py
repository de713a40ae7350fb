"""The board as somebody meets it who means no good."""
