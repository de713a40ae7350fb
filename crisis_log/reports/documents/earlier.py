"""What earlier versions of the documents told under names that mean something else since.

Whoever changes the meaning of a field of a document, or the words that it holds, raises the
version in the name of the document, and adds the field here under the name before: else reports
that were issued would be accused of telling something else than the log.
"""

from collections.abc import Mapping
from typing import Final

MEANS_OTHERWISE: Final[Mapping[str, frozenset[str]]] = {}
"""By the `document` of issued data, its fields whose meaning has changed: `decisions[].status`."""
