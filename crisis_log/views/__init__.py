"""Views: one pure function per question, over a state or over entries.

- `situation`: what holds now, or held at an instant?
- `listing`: which decisions, which measures match?
- `timeline`: which entries match, in which order?
- `changes`: what differs between two states of a subject?
- `week`: which entries does a week hold, what was known at its start and end?
- `weekly`: what must officials know of it? It asks `key_points`, `key_figures`,
  `weekly_decisions`, `weekly_plans`, `weekly_measures`, `erratum` and `log_lines`
- `dossier`: what was known when a decision was adopted, and what was learnt later?
- `situation_report`: how does the crisis stand, on one page?
- `decisions_record`: which decisions, with which history? It shares `decision_sheet` with
  the week's
- `after_action`: what of the whole crisis? It asks `chronology`, `plan_course`, `outcomes`,
  `corrections`, `indicators` and `open_questions`
- `known_now`: which entries tell of the time up to an instant, for a document told again?
- `journal_lines`: which lines hold, and which requests does nothing take up?
- `delays`: how long did things take, and what was recorded late?
- `authority`: who makes a document?
"""
