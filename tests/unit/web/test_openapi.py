from __future__ import annotations

import json
import re

from router.web.openapi import build_document
from router.web.routes import ROUTES

DOCUMENT = build_document(ROUTES, "0.1.0")


def test_it_is_valid() -> None:
    # Slow to import, for every worker that collects this.
    from openapi_spec_validator import OpenAPIV31SpecValidator

    problems = [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()]
    assert problems == []


def test_every_reference_leads_somewhere() -> None:
    references = set(re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(DOCUMENT)))
    assert "SeatView" in references
    assert references <= set(DOCUMENT["components"]["schemas"])
    assert not re.search(r'"\$ref": "(?!#/components/schemas/)', json.dumps(DOCUMENT))


def test_operations_are_named_once() -> None:
    names = [operation["operationId"] for methods in DOCUMENT["paths"].values() for operation in methods.values()]
    assert len(set(names)) == len(ROUTES)


def test_a_change_tells_how_it_is_refused() -> None:
    responses = DOCUMENT["paths"]["/v1/seats/{seat}/sign-on"]["post"]["responses"]
    assert {"200", "400", "401", "403", "404", "409", "413", "415", "429", "503"} == set(responses)
    assert "`router_away`" in responses["503"]["description"]
