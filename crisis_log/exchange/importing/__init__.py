"""From records to entries: what is recorded, known already or refused, and how that is told.

    Record ──identity──▶ known already, or a request ──judging──▶ taken | refused | known
    taken rows ──recording──▶ entries, and one that notes the import: all of them, or none

- `requests`: what a record asks the register to record, through the commands of the slices
- `identity`: by what a row is known again
- `changed`: whether a row of our own export says what its entry never said
- `judging`: what would become of each row; nothing is recorded
- `sorting`: what became of all rows, counted
- `recording`: the rows that are taken, in one transaction
- `left_over`: the refused rows as a file that can be corrected and imported
"""
