"""Views: one pure function per question, over a state or over entries.

A document, which several files tell, has a folder, and its function in `report`; a question
of one file is that file. No document knows another.

| document | what it tells |
|---|---|
| `weekly` | what must officials know of a week? |
| `situation_report` | how does the crisis stand, on one page? |
| `decisions_record` | which decisions, with which history? |
| `register_log` | what does the complete log say? |
| `dossier` | what was known when a decision was adopted, and what was learnt later? |
| `after_action` | what of the whole crisis? |

| question of its own | |
|---|---|
| `listing` | which decisions, which measures match? |
| `timeline` | which entries match, in which order? |
| `delays` | how long did things take, and what was recorded late? |
| `errata` | what was shown, and has changed since? |

Below them stands what several share:

- how a log is read: `reading` (the one fold), `changes` (what differs between two states),
  `log_of_week` and `iso_week` (a stretch of the log, between two states), `known_now` (which
  entries tell of the time up to an instant);
- what holds: `situation`, and of it `key_figures`, `indicators`, `decision_sheet`,
  `measure_at`;
- what the log says in words: `log_lines`, `journal_lines`, `titles`;
- what all documents begin with: `document`, `authority`.
"""
