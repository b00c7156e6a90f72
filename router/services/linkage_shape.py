"""The shape of `linkages.yaml`: sister services that an agent joins to a talk by a key."""

from __future__ import annotations

from typing import Annotated

from router.domain.linkage import Linkage
from router.services.bundle_words import Name, Shape, matching, whole


class LinkageShape(Shape):
    """One entry of `linkages.yaml`."""

    key: Annotated[str, matching(r"[1-9]", "is no key of a linkage", "use one of 1 to 9; it is pressed after *6")]
    number: Annotated[str, matching(r"[0-9]{3,15}", "is no number to ring", "use 3 to 15 digits, no signs")]
    name: Name
    ring_seconds: Annotated[int, whole(5, 120)] = 45

    def linkage(self, key: str) -> Linkage:
        """As the domain has it."""
        return Linkage(id=key, **self.model_dump())
