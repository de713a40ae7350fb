"""Crisis Log: an event-sourced crisis log and decision register.

The package in reading order, from the bottom up; each room knows only those above it
in this list:

- `language`, `text`, `when`, `numbers`, `words`: what people read and type; `names`: of files, on
  any system
- `progress`: how far long work has come
- `files`: those that people name, other than registers; `rights`: who may read what we make
- `outputs`: files that we write where people say; `scratch`: temporary folders; `problems`: what a
  value was refused for, in words
- `fact`: facts; `entry`: the numbered entries that hold them
- `codes`: as people type them; `colour`: what can be read on white; `lifecycle`: the life of a
  thing as phases; `zones`: where its times are told
- `command`: what a command is, what it may know, and what a request is
- `outcome`: what the present run recorded, known whatever ends it
- `collection`: what a slice declares
- `slices`: one file each, with its facts, its state, how facts change it, its commands
- `state`: all slices together; replay; `striking`: of any entry, unless others rest on it
- `search`: what is asked of entries in words, and which of their words answer
- `views`: one pure function per question; `reading`, the one fold
- `evidence`: pure formats that prove: Merkle tree, signed notes, proofs, timestamps
- `storage`: the door to where registers lie, and the back ends behind it: file, server, bundle
- `trying`: until it is known what became of a request
- `recording`: from a request to its entries; `rehearsal`: the same, tried alone; `itself`: what a
  register says of itself
- `register`: record and read; `finding`: where the entries lie that can match what is asked
- `moving`: from then on it takes entries elsewhere
- `audit`: checkpoints, verification, witnesses, replay, the auditor's bundle
- `reports`: from a question to a PDF
- `exchange`: tables, calendars and messages that come in and go out
- `board`: the register live in a browser
- `cli`: the command line
"""

__version__ = "0.7.0"
