"""From records to entries: what is recorded, known already or refused, and how that is told."""
