"""Reports: from a question to a PDF.

    question ──build──▶ typed model ──Jinja2──▶ HTML ──WeasyPrint──▶ PDF

- `documents`: a module for each document, with its `DOCUMENT`: what is asked for it, how its
  model is built, its template, its words. `making` is the ground that they stand on,
  `asking` makes out which week or days people mean, `catalogue` lists the documents
- `formats`: a file for each format that a document is written in
- `page`: how a model becomes HTML: `render`, `typography`, `wording`; what fits `one_page`;
  the authority's own look (`identity`, `logo`); the shipped `fonts` and `templates`; the
  checkpoint that a page carries (`verification`)
- `charts`: their geometry, from plain data; `weekly` and `after_action` draw for theirs
- `pdf`: how HTML becomes PDF, without any network; `conformance`: the finishing pass for
  PDF/A-3a and PDF/UA-1
- `long`: how a document of many pages does, in parts
- `issuing`: numbered, sealed and recorded with its file, or replaced; `completing`: what remains
  to be done then; `at_hand`: where the issued file is
- `reprinting`: made again, to the byte or by its data, which `comparing` holds against those
  issued (`reprinting_words` says what it shows); `reprint_check` does so for all
- `signing`: electronic signatures, made and checked
- `browser`: the page of an auditor's bundle

The libraries behind it are slow to import: they are imported only once a page is made.
"""

import logging

logging.getLogger().addHandler(logging.NullHandler())
"""What libraries log is for programmers: people are told of it in our own words, or not at all."""
