"""Reminders that leave the machine: what they say, by which way they go, what was sent before.

- `message`: what is due, as a short text: nothing confidential, the beginning of what is long
- `way`: to whom a message goes, and how it can fail
- `mail`, `services`: by SMTP; by the services that Apprise knows
- `memory`: what was sent, so that nothing is sent twice
- `sending`: all of it
"""
