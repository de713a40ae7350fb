"""Views: one pure function per question, over a state or over entries.

- `situation`: what holds now, or held at an instant?
- `listing`: which decisions, which measures match?
- `timeline`: which entries match, in which order?
- `changes`: what differs between two states of a subject?
- `week`: which entries does a week hold, what was known at its start and end?
- `weekly`: what must officials know of it? It asks `key_points`, `key_figures`,
  `weekly_decisions`, `weekly_plans`, `weekly_measures`, `erratum` and `log_lines`
- `dossier`: what was known when a decision was adopted, and what was learnt later?
- `delays`: how long did things take, and what was recorded late?
- `authority`: who makes a document?
"""
