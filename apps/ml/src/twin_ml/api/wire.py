"""How numbers and records travel: camelCase, nothing extra, only finite numbers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel


class Wire(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, extra="forbid", allow_inf_nan=False, frozen=True
    )


DecimalText = Annotated[
    str, StringConstraints(pattern=r"^-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,18})?$", max_length=40)
]
"""Money, price or quantity: plain decimal text, at most 20 digits before and 18 after the point."""

PositiveText = Annotated[
    str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,19})(\.[0-9]{1,18})?$", max_length=39)
]
