"""The board, served for real, and read by a real client or a real browser."""
