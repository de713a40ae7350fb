"""Views: one pure function per question, over a state or over entries.

- `situation`: what holds now, or held at an instant?
- `decisions`, `measures`: which of them match?
- `timeline`: which entries match, in which order?
- `changes`: what differs between two states of a subject?
"""
