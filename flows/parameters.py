"""The types of what a deployment is given: what cannot be right is refused by Prefect's page, before a run begins.

Each check stands twice, as a pattern or a bound that Prefect keeps with the deployment, and in words.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from flows.errors import WinnowError
from flows.request import parse_since
from flows.sources import for_people
from flows.sources.fields import parse_fields


def _address(given: str) -> str:
    if for_people(given) != given:
        message = (
            "an address in a deployment holds no password, key or query, because Prefect would store it; "
            "`winnow up` takes such addresses, or set the store's own variables for the worker"
        )
        raise ValueError(message)
    return given


def _fields(given: str) -> str:
    try:
        parse_fields(given)
    except WinnowError as error:
        raise ValueError(str(error)) from None
    return given


def _since(given: str) -> str:
    try:
        parse_since(given)
    except WinnowError as error:
        raise ValueError(str(error)) from None
    return given


Place = Annotated[
    str,
    AfterValidator(_address),
    Field(
        min_length=1, json_schema_extra={"pattern": r"^(?![A-Za-z0-9+.-]*://[^/]*@)(?![hH][tT][tT][pP][sS]?://[^?#]*[?#])"}
    ),
]
Places = Annotated[list[Place], Field(min_length=1)]
Database = Annotated[str, Field(min_length=1, json_schema_extra={"pattern": "^(?!.*://)"})]
FieldNames = Annotated[str, AfterValidator(_fields), Field(json_schema_extra={"pattern": "^([a-z]+=[^,=]+(,|$))*$"})]
Since = Annotated[str, AfterValidator(_since), Field(min_length=1)]
Cluster = Annotated[str, Field(pattern=r"^[a-z]+://[^/@\s]+:[0-9]+$")]
Workers = Annotated[int, Field(ge=1, le=1024)]
Limit = Annotated[int, Field(ge=1)]
