"""A record, and what tests look at in the records that were read."""

from detectors.records import Article
from flows.records import Reject

GOOD = b'{"id": "%d", "text": "words"}\n'


def ids(records):
    """Return the ids of the articles."""
    return [record.id for record in records if isinstance(record, Article)]


def rejects(records):
    """Return line (or row) and reason of the rejects."""
    return [(record.location.rpartition("/")[2], record.reason) for record in records if isinstance(record, Reject)]
