"""Runs that leave parts, as processes of their own do, and that end as if killed."""

import pytest

from flows.request import ScoreRequest
from flows.run import run_score
from flows.workers import HERE

SMALL, FEW = (HERE._replace(shard_size=size, in_process=False) for size in (5, 15))
"""Crews that leave parts, as processes of their own do."""


class Killed(BaseException):
    """Stands for the end of a process: nothing of ours catches it."""


def interrupted(db, path, crew=SMALL, **options):
    """Run until four shards are scored and the first is taken in; what is left is as after a kill."""

    def submit(function, work, handed_out=[]):  # noqa: B006 - counts
        if len(handed_out) == 4:
            raise Killed
        handed_out.append(work)
        return HERE.submit(function, work)

    with pytest.raises(Killed):
        run_score(ScoreRequest((str(path),), db, **options), crew._replace(submit=submit))
