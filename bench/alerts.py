"""How often an outlet that has not changed is told of, and how soon one that has: `python bench/alerts.py`.

Weeks are drawn at random: every article of an outlet has its own chance of a finding, and that chance moves from week to
week around the outlet's (a beta distribution; `spread` is its standard deviation), because topics and desks come and go.
As in use, a week is compared every night while its articles come in, and again in the week after. Counts are per
outlet and year; "told by" is the share of changed outlets told of by the end of the week in which they change.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import date, timedelta

from flows.store.source_watch import Watch, Week, risen, watches

_WEEKS = 60
_MONDAY = date(2025, 1, 6)
_OUTLETS = 100
_CASES = {
    "leak_share": ((0.0, 0.0), (0.005, 0.003), (0.02, 0.01)),
    "residue_share": ((0.05, 0.02), (0.3, 0.05), (0.6, 0.05)),
    "generated_share": ((0.005, 0.003), (0.02, 0.01), (0.05, 0.02)),
}
_RISES = {"leak_share": (0.05, 0.1, 0.3), "residue_share": (0.15, 0.3, 0.5), "generated_share": (0.1, 0.2, 0.4)}


def chance(rng: random.Random, share: float, spread: float) -> float:
    """Draw a week's chance of a finding."""
    if not 0 < share < 1 or not spread:
        return share
    both = share * (1 - share) / spread**2 - 1
    return rng.betavariate(share * both, (1 - share) * both)


def outlet(rng: random.Random, per_week: int, shares: Sequence[float], spread: float) -> list[list[bool]]:
    """Draw the articles of each week, in the order in which they come."""
    drawn = [chance(rng, share, spread) for share in shares]
    return [[rng.random() < each for _ in range(per_week)] for each in drawn]


def nights(drawn: Sequence[Sequence[bool]], watch: Watch) -> set[date]:
    """Return the weeks that are told of when the outlet is looked at every night."""
    told, whole = set(), [Week(_MONDAY + timedelta(weeks=n), len(week), (sum(week),)) for n, week in enumerate(drawn)]
    for number in range(watch.weeks_before, len(drawn)):
        for night in range(1, 8):
            so_far = drawn[number][: len(drawn[number]) * night // 7]
            seen = [*whole[:number], Week(whole[number].monday, len(so_far), (sum(so_far),))]
            told |= {alert.week for alert in risen("outlet", seen[-watch.weeks_before - 3 :], 0, watch)}
    return told


def main() -> None:
    """Print a line for each measure, size of outlet, share and rise."""
    rng = random.Random(7)
    print("measure           per week  share  spread   false per outlet and year   told in the week of a rise of")
    for watch in watches():
        for per_week in (25, 70, 350):
            for share, spread in _CASES[watch.measure]:
                flat = [nights(outlet(rng, per_week, [share] * _WEEKS, spread), watch) for _ in range(_OUTLETS)]
                false = sum(map(len, flat)) / _OUTLETS / (_WEEKS - watch.weeks_before) * 52
                flat_weeks = [share] * watch.weeks_before
                jumps = [[*flat_weeks, min(share + each, 1.0)] for each in _RISES[watch.measure]]
                caught = [_caught(rng, watch, per_week, each, spread) for each in jumps]
                print(
                    f"{watch.measure:<16} {per_week:>9}  {share:>5.1%}  {spread:>6.1%}   {false:>25.3f}   "
                    + "  ".join(
                        f"{rise:.0%}: {found:.0%}" for rise, found in zip(_RISES[watch.measure], caught, strict=True)
                    )
                )
                sys.stdout.flush()


def _caught(rng: random.Random, watch: Watch, per_week: int, shares: Sequence[float], spread: float) -> float:
    """Return the share of outlets whose jump is told of within its first week."""
    caught = sum(bool(nights(outlet(rng, per_week, shares, spread), watch)) for _ in range(_OUTLETS))
    return caught / _OUTLETS


if __name__ == "__main__":
    main()
