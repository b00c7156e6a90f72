from __future__ import annotations

from router.web.peaks import Look, draw


def look(*levels: int, seconds: float = 1.0, agent: tuple[int, ...] = ()) -> Look:
    return Look(seconds=seconds, channels=2 if agent else 1, levels=bytes((*levels, *agent)))


def test_the_loudest_of_each_stretch_is_drawn() -> None:
    assert draw([look(0, 255, 51, 0)], 0, 2) == [1.0, 0.2]


def test_recordings_take_room_by_their_length() -> None:
    assert draw([look(255, 255, seconds=1.0), look(0, 0, seconds=3.0)], 0, 4) == [1.0, 0.0, 0.0, 0.0]


def test_fewer_points_than_asked_for_stand_until_the_next() -> None:
    assert draw([look(255, 0)], 0, 4) == [1.0, 1.0, 0.0, 0.0]


def test_each_voice_by_itself_and_one_that_is_not_there() -> None:
    both = look(255, 255, agent=(0, 51))
    assert draw([both], 1, 2) == [0.0, 0.2]
    assert draw([look(255, 255)], 1, 2) == [0.0, 0.0]


def test_nothing_to_draw() -> None:
    assert draw([], 0, 3) == [0.0, 0.0, 0.0]
    assert draw([Look(seconds=0.0, channels=0, levels=b"")], 0, 1) == [0.0]
