"""Crisis Log: an event-sourced crisis log and decision register.

The package in reading order, from the bottom up; each room knows only those above it
in this list:

- `language`, `when`, `words`: what people read and type
- `fact`: facts and the numbered entries that hold them
- `command`: what a command is, and what it may know
- `crisis`, `settings`, `journal`, `decision`, `measure`, `continuity_plan`, `staffing`: the slices,
  each with its facts, its state, how facts change it, and its commands
- `state`: all slices together; replay
- `views`: one pure function per question
- `storage`: the only place that knows the event sourcing library and SQL
- `register`: the one door
- `audit`: verification, replay, differences
- `reports`: from a question to a PDF
- `cli`: the command line
"""

__version__ = "0.1.0"
