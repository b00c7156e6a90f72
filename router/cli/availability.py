"""`hotline availability`: who is there now, and who will be."""

from __future__ import annotations

from typing import Annotated

import typer

from router.cli.options import Data, PortBase, copy_settings, fail


def availability(
    json: Annotated[bool, typer.Option("--json", help="Print what the API answers.")] = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Say how many agents are there for each skill, and where the next 24 hours have gaps."""
    from json import dumps

    from pydantic import ValidationError

    from router.cli.ask_api import ApiAway, ApiRefused, ask_api
    from router.cli.availability_show import show_availability
    from router.web.models_availability import Availability

    settings, _ = copy_settings(data, port_base)
    try:
        answer = ask_api(settings, "GET", "/v1/availability")
        found = Availability.model_validate_json(dumps(answer))
    except (ApiAway, ApiRefused) as error:
        fail(str(error))
    except ValidationError:
        fail("the API answers as another version does; restart it with `./hotline up`")
    if json:
        typer.echo(dumps(answer, ensure_ascii=False, indent=2))
    else:
        show_availability(found)
