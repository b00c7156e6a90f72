from router.demo.ways import Way, ways_of
from router.domain.bundle import Go
from tests.unit.demo.town import TOWN, line


def keys_of(ways: list[Way]) -> dict[tuple[str, str, str], str]:
    return {(way.go.value, way.queue, way.language): way.keys for way in ways if way.keys}


def test_a_line_without_a_menu_has_one_way_and_no_keys() -> None:
    assert ways_of(TOWN, TOWN.lines["union"]) == [Way(keys="", go=Go.QUEUE, queue="legal", language="zh-CN")]


def test_every_end_is_found_by_its_fewest_keys() -> None:
    ways = ways_of(TOWN, TOWN.lines["main"])
    assert ways[0] == Way(keys="", go=Go.QUEUE, queue="general", language="zh-CN")
    assert keys_of(ways) == {
        ("queue", "general", "zh-CN"): "1",
        ("say", "general", "zh-CN"): "3",
        ("queue", "legal", "zh-CN"): "21",
        ("message", "legal", "zh-CN"): "22",
        ("queue", "general", "en"): "91",
        ("say", "general", "en"): "93",
        ("queue", "legal", "en"): "921",
        ("message", "legal", "en"): "922",
    }


def test_menus_that_lead_to_each_other_come_to_an_end_and_a_menu_that_is_missing_is_no_way() -> None:
    assert [way.keys for way in ways_of(TOWN, line("x", "1", "nowhere"))] == [""]
    assert len(ways_of(TOWN, TOWN.lines["main"])) == 9
