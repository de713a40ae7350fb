"""What belongs to the whole process, and is changed while a page is made: one block at a time.

So are the configuration of fonts, the filters of warnings, the threshold of the collector
and a flag of Pillow's. Threads that make documents take turns at them; the processes of a
long document have their own.
"""

from threading import RLock
from typing import Final

ALONE: Final = RLock()
