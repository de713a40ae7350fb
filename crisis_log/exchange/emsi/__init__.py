"""A situation report as an EMSI message (EN ISO 22351) in an EDXL-DE envelope.

That is what the systems of French emergency services exchange: NexSIS, and those of the SAMU
through their hub. The schemas are those of https://github.com/ansforge/SAMU-Hub-Modeles.

- `addresses`: who sends it, and to whom
- `event`: what a register knows of the event, and of its figures
- `missions`: measures as missions, where the sender says of which type
- `left_out`: what the format has no place for
- `message`: all of it, in its envelope; `file`: what is asked, and what is said of it
"""
