from collections.abc import Iterator
from pathlib import Path

import pytest

from crisis_log.register import Register
from crisis_log.storage import Place
from tests.storage.contract.back_ends import BACK_ENDS, NewPlace, begun


@pytest.fixture(params=BACK_ENDS)
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> NewPlace:
    """Places on each back end in turn."""
    return BACK_ENDS[request.param](request, tmp_path)


@pytest.fixture
def there(new_place: NewPlace) -> Place:
    """The place of a register with its opening and nothing else."""
    return begun(new_place)


@pytest.fixture
def register(there: Place) -> Iterator[Register]:
    """That register, open."""
    with Register.open(there) as opened:
        yield opened
