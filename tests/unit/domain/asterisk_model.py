"""A model of the node: the dialplan's states and what they tell, without Asterisk. Executes the router's commands when
told to, loses them when told to, and answers a snapshot truthfully."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain import telephony as t
from router.domain.outbound import RingPhase, RingPurpose

NODE = "n1"


@dataclass
class Citizen:
    call: str
    counter: int
    arrived_at: float
    queue: str
    state: str = "menu"
    offer: str = ""
    seat: str = ""
    answered: bool = False
    talks: int = 0
    """by the dialplan's own count"""
    former: str = ""
    """seat that handed it on"""
    held: bool = False
    informed: bool = False
    bundle: int = 1
    caller: str = "1"
    ring: str = ""
    """of the callback by which it is on the line, or is to be"""
    number: str = ""
    """that is rung for it"""
    away: bool = False
    """is being called back, and has pressed no key yet: a channel stands in"""

    @property
    def channel(self) -> str:
        return f"b/{self.call}" if self.ring or self.away else f"c/{self.call}"


class AsteriskModel:
    """Channels as the dialplan has them. Each method returns the facts that the listener would send."""

    def __init__(self, seats: list[str]) -> None:
        self.citizens: dict[str, Citizen] = {}
        self.phones = dict.fromkeys(seats, t.DeviceState.NOT_INUSE)
        self.reachable = dict.fromkeys(seats, True)
        self.boot = 1
        self.counter = 0
        self.ended: list[str] = []
        self.most_at_once: dict[str, int] = {}
        self.rings: set[str] = set()
        """of ladders"""

    # ------------------------------------------------------------ citizens

    def arrive(self, at: float, caller: str = "1") -> list[t.NodeEvent]:
        self.counter += 1
        call = f"{NODE}-{self.boot}.{self.counter}"
        self.citizens[call] = Citizen(call=call, counter=self.counter, arrived_at=at, queue="general", caller=caller)
        return [
            t.CallArrived(node=NODE, at=at, call=call, channel=f"c/{call}", line="l12345", caller=caller, arrived_at=at)
        ]

    def hold(self, citizen: Citizen, at: float, why: str = "new", takes: str = "") -> list[t.NodeEvent]:
        citizen.state, citizen.offer, citizen.seat, citizen.answered = "hold", "", "", False
        return [
            t.CallHeld(
                node=NODE,
                at=at,
                call=citizen.call,
                channel=citizen.channel,
                line="l12345",
                queue=citizen.queue,
                caller=citizen.caller,
                language="zh-CN",
                skills="",
                arrived_at=citizen.arrived_at,
                counter=citizen.counter,
                bundle=citizen.bundle,
                why=why,
                takes=takes,
            )
        ]

    def fall_back(self, citizen: Citizen, at: float, reason: str) -> list[t.NodeEvent]:
        citizen.state, citizen.offer, citizen.seat = "fallback", "", ""
        return [
            t.CallFellBack(
                node=NODE,
                at=at,
                call=citizen.call,
                channel=citizen.channel,
                line="l12345",
                queue=citizen.queue,
                caller=citizen.caller,
                arrived_at=citizen.arrived_at,
                reason=reason,
            )
        ]

    def hang_up(self, citizen: Citizen, at: float) -> list[t.NodeEvent]:
        events: list[t.NodeEvent] = []
        if citizen.ring and not citizen.away:
            events.append(self._rung(citizen, RingPhase.ENDED, at, status="ANSWER", key="1"))
        if citizen.seat and (citizen.answered or citizen.state == "offer"):
            events += self._leg_over(citizen, at, cause=16)
        return [*events, self._over(citizen, at)]

    def _over(self, citizen: Citizen, at: float) -> t.CallEnded:
        del self.citizens[citizen.call]
        self.ended.append(citizen.call)
        return t.CallEnded(
            node=NODE, at=at, call=citizen.call, cause=16, state=citizen.state, informed=citizen.informed
        )

    # ------------------------------------------------------------ offers

    def obey(self, command: t.NodeCommand, at: float) -> list[t.NodeEvent]:
        match command:
            case t.Offer():
                return self._offer(command, at)
            case t.CallBack():
                return self._call_back(command, at)
            case t.SendToFallback():
                return self._send_to_fallback(command, at)
            case t.SendOn():
                return self._send_on(command, at)
            case t.TakeSnapshot():
                return [self.snapshot(at)]
            case _:
                return []

    def _send_to_fallback(self, command: t.SendToFallback, at: float) -> list[t.NodeEvent]:
        citizen = self.citizens.get(command.call)
        if citizen is None or citizen.state != "hold":
            return [self._failed(command.call, "", "SendToFallback", "state", at)]
        return self.fall_back(citizen, at, command.reason)

    def _send_on(self, command: t.SendOn, at: float) -> list[t.NodeEvent]:
        citizen = self.citizens.get(command.call)
        if citizen is None or citizen.state != "hold":
            return [self._failed(command.call, "", "SendOn", "not_in_hold", at)]
        citizen.queue = command.queue
        return self.begin_message(citizen, at) if command.message else self.hold(citizen, at, "passed_on")

    def _offer(self, command: t.Offer, at: float) -> list[t.NodeEvent]:
        citizen = self.citizens.get(command.call)
        if citizen is None or citizen.state != "hold":
            return [self._failed(command.call, command.offer, "Offer", "state", at)]
        citizen.state, citizen.offer, citizen.seat = "offer", command.offer, command.seat
        citizen.queue = command.queue or citizen.queue
        return self._ring(citizen, at)

    def _ring(self, citizen: Citizen, at: float) -> list[t.NodeEvent]:
        seat = citizen.seat
        if self.phones[seat] is not t.DeviceState.NOT_INUSE:
            return self.offer_over(citizen, at, "GUARD", 0)
        if not self.reachable[seat]:
            return self.offer_over(citizen, at, "CHANUNAVAIL", 0)
        self.phones[seat] = t.DeviceState.RINGING
        return [
            self._device(seat, at),
            t.OfferRang(node=NODE, at=at, call=citizen.call, offer=citizen.offer, seat=seat),
        ]

    def answer(self, citizen: Citizen, at: float) -> list[t.NodeEvent]:
        if not citizen.away:
            return self._talk(citizen, citizen.seat, at, "offered")
        talks = self._talk(citizen, citizen.seat, at, "callback")
        citizen.ring = f"{citizen.call}-{citizen.offer}"
        return [*talks, self._rung(citizen, RingPhase.DIALLED, at)]

    def offer_over(self, citizen: Citizen, at: float, status: str, cause: int) -> list[t.NodeEvent]:
        """The Dial ended without a talk; the citizen goes back to hold. What stands in for one is gone."""
        events: list[t.NodeEvent] = []
        if self.phones[citizen.seat] is t.DeviceState.RINGING:
            events += self._leg_over(citizen, at, cause=cause)
        ended = t.OfferEnded(
            node=NODE, at=at, call=citizen.call, offer=citizen.offer, seat=citizen.seat, status=status, cause=cause,
            talked=False,
        )  # fmt: skip
        if citizen.away:
            citizen.seat = ""
            return [*events, ended, *self.hang_up(citizen, at)]
        return [*events, ended, *self.hold(citizen, at, "offer")]

    def agent_leaves(self, citizen: Citizen, at: float, *, died: bool) -> list[t.NodeEvent]:
        """The agent hangs up, or the agent's phone died."""
        cause = t.CAUSE_PHONE_DIED if died else 16
        seat, offer = citizen.seat, citizen.offer
        events = self._leg_over(citizen, at, cause=cause)
        events.append(
            t.OfferEnded(
                node=NODE, at=at, call=citizen.call, offer=offer, seat=seat, status="ANSWER", cause=cause, talked=True
            )
        )
        citizen.answered = False
        if died and not citizen.away:
            return [*events, *self.hold(citizen, at, "lost")]
        if not citizen.ring:
            return [*events, *self.hang_up(citizen, at)]
        # The stand-in's far half, which rang the citizen, is the last to go.
        over = self._rung(citizen, RingPhase.ENDED, at, status="CANCEL" if citizen.away else "ANSWER")
        return [*events, self._over(citizen, at), over]

    def fallback_answer(self, citizen: Citizen, seat: str, at: float) -> list[t.NodeEvent]:
        events = self._talk(citizen, seat, at, "fallback")
        # It is the fallback's Queue that the citizen comes back to.
        citizen.state = "fallback"
        return events

    def _talk(self, citizen: Citizen, seat: str, at: float, kind: str) -> list[t.NodeEvent]:
        citizen.state, citizen.seat, citizen.answered, citizen.held = "talk", seat, True, False
        citizen.talks += 1
        self.phones[seat] = t.DeviceState.INUSE
        talked = t.CallTalked(
            node=NODE, at=at, call=citizen.call, seat=seat, offer=citizen.offer, kind=kind, channel=f"s/{seat}",
            recording=f"{citizen.call}-{citizen.talks}.raw",
        )  # fmt: skip
        return [talked, self._device(seat, at)]

    # ------------------------------------------------------------ callbacks

    def ask_for_callback(self, citizen: Citizen, at: float) -> list[t.NodeEvent]:
        """The caller in hold presses the key."""
        citizen.state, citizen.offer, citizen.seat = "callback", "", ""
        return [t.CallbackAsked(node=NODE, at=at, call=citizen.call, queue=citizen.queue)]

    def agree(self, citizen: Citizen, number: str, at: float) -> list[t.NodeEvent]:
        """The caller is told that this number will be rung."""
        return [t.CallbackAgreed(node=NODE, at=at, call=citizen.call, queue=citizen.queue, number=number)]

    def pick_up(self, citizen: Citizen, at: float) -> list[t.NodeEvent]:
        """Somebody, or something, answers the number that is rung."""
        return [self._rung(citizen, RingPhase.ANSWERED, at)]

    def press(self, citizen: Citizen, key: str, at: float) -> list[t.NodeEvent]:
        """Whoever was rung presses a key; by 1 it is the citizen."""
        keyed = self._rung(citizen, RingPhase.KEYED, at, key=key)
        if key != "1":
            return [keyed, *self.not_reached(citizen, at, "ANSWER", key)]
        citizen.away = False
        return [keyed]

    def not_reached(self, citizen: Citizen, at: float, status: str, key: str = "") -> list[t.NodeEvent]:
        """The ring came to nothing; the agent is told so and let go."""
        over = self._rung(citizen, RingPhase.ENDED, at, status=status, key=key)
        return [over, *self._leg_over(citizen, at, cause=16), self._over(citizen, at)]

    def _call_back(self, command: t.CallBack, at: float) -> list[t.NodeEvent]:
        if command.call in self.citizens:
            return [self._failed(command.call, command.offer, "CallBack", "on_the_line", at)]
        citizen = Citizen(
            call=command.call, counter=command.counter, arrived_at=command.arrived_at, queue=command.queue,
            state="offer", offer=command.offer, seat=command.seat, talks=command.talks, bundle=command.bundle,
            caller=command.caller, number=command.number, away=True,
        )  # fmt: skip
        self.citizens[citizen.call] = citizen
        begun = t.CallbackBegun(node=NODE, at=at, call=citizen.call, channel=citizen.channel)
        return [begun, *self._ring(citizen, at)]

    def _rung(self, citizen: Citizen, phase: RingPhase, at: float, *, status: str = "", key: str = "") -> t.RingTold:
        return t.RingTold(
            node=NODE, at=at, ring=citizen.ring, purpose=RingPurpose.CALLBACK, subject=citizen.call, phase=phase,
            key=key, status=status,
        )  # fmt: skip

    # ------------------------------------------------------------ beyond the first talk

    def hand_on(self, citizen: Citizen, to: str, at: float, *, leg_first: bool = False) -> list[t.NodeEvent]:
        """The agent's phone sends the citizen elsewhere, blind."""
        leg = self._leg_over(citizen, at, cause=16)
        seat, citizen.state, citizen.seat, citizen.answered, citizen.offer = citizen.seat, "transfer", "", False, ""
        citizen.former = seat
        told: list[t.NodeEvent] = [t.CallTransferred(node=NODE, at=at, call=citizen.call, seat=seat, to=to)]
        return [*leg, *told] if leg_first else [*told, *leg]

    def rings_through(self, citizen: Citizen, seat: str, at: float) -> list[t.NodeEvent]:
        """The seat that the citizen was sent to answers, or the one that sent it takes it back."""
        kind = "returned" if seat == citizen.former else "transfer"
        self.phones[seat] = t.DeviceState.RINGING
        return [self._device(seat, at), *self._talk(citizen, seat, at, kind)]

    def hand_over(self, citizen: Citizen, to_seat: str, at: float, *, leg_first: bool = False) -> list[t.NodeEvent]:
        """The agent, having talked to a colleague, leaves the two with each other."""
        leg = self._leg_over(citizen, at, cause=16)
        told: list[t.NodeEvent] = [
            t.CallTransferred(
                node=NODE, at=at, call=citizen.call, seat=citizen.seat, to=to_seat, kind="attended", to_seat=to_seat,
                channel=f"s/{to_seat}",
            )
        ]  # fmt: skip
        citizen.seat, citizen.held = to_seat, False
        citizen.talks += 1
        return [*leg, *told] if leg_first else [*told, *leg]

    def holds(self, citizen: Citizen, held: bool, at: float) -> list[t.NodeEvent]:
        citizen.held = held
        return [
            t.TalkHeld(node=NODE, at=at, call=citizen.call, seat=citizen.seat, channel=f"s/{citizen.seat}", held=held)
        ]

    def key(self, citizen: Citizen, at: float) -> list[t.NodeEvent]:
        return [t.RecordingKeyed(node=NODE, at=at, call=citizen.call, seat=citizen.seat, channel=f"s/{citizen.seat}")]

    def begin_message(self, citizen: Citizen, at: float) -> list[t.NodeEvent]:
        citizen.state, citizen.offer, citizen.seat = "message", "", ""
        return [t.MessageBegun(node=NODE, at=at, call=citizen.call, queue=citizen.queue)]

    def leave_message(self, citizen: Citizen, at: float) -> list[t.NodeEvent]:
        left = t.MessageLeft(
            node=NODE, at=at, call=citizen.call, queue=citizen.queue, recording=f"{citizen.call}-m.alaw", seconds=9.0
        )
        citizen.state = "end"
        return [left, *self.hang_up(citizen, at)]

    def ask_for_grade(self, citizen: Citizen, at: float) -> list[t.NodeEvent]:
        """The agent has hung up; the citizen hears the question."""
        seat, offer = citizen.seat, citizen.offer
        events = self._leg_over(citizen, at, cause=16)
        citizen.state, citizen.answered, citizen.seat = "survey", False, ""
        over = t.OfferEnded(
            node=NODE, at=at, call=citizen.call, offer=offer, seat=seat, status="ANSWER", cause=16, talked=True
        )
        return [*events, over]

    def grade(self, citizen: Citizen, grade: int, at: float) -> list[t.NodeEvent]:
        asked = t.CallSurveyed(node=NODE, at=at, call=citizen.call, grade=grade)
        citizen.state = "end" if grade else citizen.state
        return [asked, *self.hang_up(citizen, at)]

    def dial(self, seat: str, to: str, at: float) -> list[t.NodeEvent]:
        """A seat calls another; with its second line when it talks."""
        self.phones[seat] = self.phones[to] = t.DeviceState.INUSE
        dialled = t.SeatDialled(node=NODE, at=at, seat=seat, to=to)
        return [dialled, self._device(seat, at), self._device(to, at)]

    def dial_code(self, seat: str, code: str, at: float) -> list[t.NodeEvent]:
        """A seat asks for something by a code."""
        return [t.SeatDialled(node=NODE, at=at, seat=seat, to=code), *self.direct(seat, at)]

    def direct(self, seat: str, at: float) -> list[t.NodeEvent]:
        busy = self.phones[seat] is not t.DeviceState.NOT_INUSE
        self.phones[seat] = t.DeviceState.NOT_INUSE if busy else t.DeviceState.INUSE
        return [self._device(seat, at)]

    def reach(self, seat: str, reachable: bool, at: float) -> list[t.NodeEvent]:
        self.reachable[seat] = reachable
        return [t.SeatReached(node=NODE, at=at, seat=seat, reachable=reachable)]

    # ------------------------------------------------------------ truth

    def snapshot(self, at: float, why: str = "asked") -> t.SnapshotTaken:
        return t.SnapshotTaken(
            node=NODE,
            at=at,
            boot=str(self.boot),
            epoch=0,
            why=why,
            rings=tuple(sorted(self.rings)),
            calls=tuple(
                t.SeenCall(
                    call=c.call, channel=c.channel, state=c.state, line="l12345", queue=c.queue, caller=c.caller,
                    arrived_at=c.arrived_at, counter=c.counter, seat=c.seat, offer=c.offer, bridged=c.answered,
                    talks=c.talks, bundle=c.bundle,
                )
                for c in self.citizens.values()
            ),
            seats=tuple(
                t.SeenSeat(seat=seat, reachable=self.reachable[seat], device=self.phones[seat]) for seat in self.phones
            ),
        )  # fmt: skip

    def restart(self) -> None:
        """Asterisk itself dies and comes back: no channel survives."""
        self.boot += 1
        self.counter = 0
        self.ended += list(self.citizens)
        self.citizens.clear()
        self.rings.clear()
        self.phones = dict.fromkeys(self.phones, t.DeviceState.NOT_INUSE)

    def _leg_over(self, citizen: Citizen, at: float, *, cause: int) -> list[t.NodeEvent]:
        self.phones[citizen.seat] = t.DeviceState.NOT_INUSE
        leg = t.SeatLegEnded(node=NODE, at=at, call=citizen.call, seat=citizen.seat, cause=cause)
        return [leg, self._device(citizen.seat, at)]

    def _device(self, seat: str, at: float) -> t.SeatDeviceChanged:
        return t.SeatDeviceChanged(node=NODE, at=at, seat=seat, device=self.phones[seat])

    def _failed(self, call: str, offer: str, command: str, reason: str, at: float) -> t.CommandFailed:
        return t.CommandFailed(node=NODE, at=at, command=command, call=call, offer=offer, reason=reason)
