import pytest

from router.supervisor.adoption import decide
from router.supervisor.errors import OtherSettings
from router.supervisor.record import ChildRecord, Record

SETTINGS = {"HOTLINE_PORT_BASE": "20000"}
REDIS = ChildRecord(name="redis", pid=11, created=1.0, restarts=2)
ASTERISK = ChildRecord(name="asterisk", pid=12, created=2.0)
RECORD = Record(settings=SETTINGS, children=(REDIS, ASTERISK))


def test_the_living_are_kept_and_the_dead_are_not() -> None:
    adoption = decide(RECORD, wanted=["redis", "asterisk"], settings=SETTINGS, alive=lambda child: child is ASTERISK)
    assert dict(adoption.keep) == {"asterisk": ASTERISK}
    assert adoption.end == ()


def test_a_living_process_that_is_not_wanted_any_more_has_to_go() -> None:
    adoption = decide(RECORD, wanted=["redis"], settings=SETTINGS, alive=lambda child: True)
    assert dict(adoption.keep) == {"redis": REDIS}
    assert adoption.end == (ASTERISK,)


def test_the_living_under_other_settings_are_refused_by_name_pid_and_difference() -> None:
    with pytest.raises(OtherSettings) as caught:
        decide(
            RECORD,
            wanted=["redis", "asterisk"],
            settings={"HOTLINE_PORT_BASE": "23000"},
            alive=lambda child: child is ASTERISK,
        )
    assert caught.value.living == {"asterisk": 12}
    assert "HOTLINE_PORT_BASE: 20000 then, 23000 now" in str(caught.value)
    assert "kill 12" in str(caught.value)


def test_the_dead_may_have_had_any_settings() -> None:
    adoption = decide(RECORD, wanted=["redis"], settings={"HOTLINE_PORT_BASE": "1"}, alive=lambda child: False)
    assert not adoption.keep
    assert not adoption.end


def test_an_empty_record_adopts_nobody() -> None:
    assert not decide(Record(), wanted=["redis"], settings=SETTINGS, alive=lambda child: True).keep
