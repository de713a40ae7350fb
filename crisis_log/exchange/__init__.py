"""In and out: tables, calendars and messages that other tools read and write.

    FILE ──reading──▶ Book ──rules──▶ records ──importing──▶ requests ──▶ Register
    Register ──exporting──▶ tables ──writing──▶ FILE

- `table`: what a file of tables holds, whatever its format
- `reading`: one file per format that comes in
- `rules`: what the columns of a table mean, and its rows as records
- `importing`: records as requests, each row told: recorded, refused, already known
- `writing`: one file per format that goes out
- `icalendar`: the dates of a crisis
- `reminding`: what is due, sent to whoever is to be reminded of it
"""
