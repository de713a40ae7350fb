"""Crisis Log: an event-sourced crisis log and decision register.

The package in reading order, from the bottom up; each room knows only those above it
in this list:

- `language`, `when`, `words`: what people read and type
- `files`: files that people name, other than registers
- `fact`: facts and the numbered entries that hold them
- `command`: what a command is, and what it may know
- `crisis`, `seal`, `settings`, `journal`, `decision`, `measure`, `continuity_plan`, `staffing`:
  `issued_report`: the slices, each with its facts, its state, how facts change it, its commands
- `state`: all slices together; replay
- `views`: one pure function per question
- `evidence`: pure formats that prove: Merkle tree, signed notes, proofs, timestamps
- `storage`: the only place that knows the event sourcing library, SQL, and where a register lies
- `recording`: from a request to its entries
- `register`: the one door
- `audit`: checkpoints, verification, witnesses, replay, the auditor's bundle
- `reports`: from a question to a PDF
- `cli`: the command line
"""

__version__ = "0.1.0"
