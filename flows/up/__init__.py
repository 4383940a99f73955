"""``winnow up``: Prefect's server, a worker and the schedules, started and stopped together."""

from typing import Final

REPORT_ADDRESS: Final = "WINNOW_REPORT"
"""The variable that tells a run where its report can be seen."""
