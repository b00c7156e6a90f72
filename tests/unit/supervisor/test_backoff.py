from router.supervisor.backoff import Backoff


def test_first_death_is_answered_at_once() -> None:
    assert Backoff().after_death(0.1) == 0.0


def test_further_deaths_double_up_to_the_limit() -> None:
    backoff = Backoff(base=0.25, limit=10.0)
    assert [backoff.after_death(0.1) for _ in range(9)] == [0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


def test_a_long_life_makes_the_next_death_the_first_again() -> None:
    backoff = Backoff(healthy=30.0)
    for _ in range(5):
        backoff.after_death(29.9)
    assert backoff.after_death(29.9) > 0.0
    assert backoff.after_death(30.0) == 0.0
    assert backoff.after_death(1.0) == backoff.base


def test_a_night_of_deaths_stays_at_the_limit() -> None:
    backoff = Backoff(deaths=100_000)
    assert backoff.after_death(0.0) == backoff.limit
