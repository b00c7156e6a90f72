"""The routing brain: what queues ask for, who comes first, which seat, and why. Pure: no I/O, time an argument.

    from router.domain.routing.engine import RoutingEngine
    engine = RoutingEngine(policy)          # policy.Policy; the Engine protocol of router.domain.matching
    engine.wait(wants, at)                  # each returns the matches it led to, as Decided (a Match with its decision)
    engine.free(free, at)                   # the seat may be offered a call
    engine.wrap_up(free, until, at)         # the seat is on duty, and frees by itself at `until`
    engine.busy(seat, at)                   # on duty, not free (its call was not matched here)
    engine.staff(free, at)                  # on duty, not free, never seen before
    engine.gone(seat, at)                   # signed off
    engine.leave(call, at)
    engine.due(at); engine.deadline
    engine.notices()                        # since last asked: Diverted, WaitTold
    engine.expected_wait(queue, at)         # seconds, for a call that would come now
    engine.expected_wait_of(call, at); engine.place_of(call)

A match takes call and seat out; the seat stays on duty as busy until `free`, `wrap_up` or `gone`.
"""
