"""The sample that a city could start from, and what is said about mistakes in its menus, hours and ways outside."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from router.adapters.files.config_folder import compile_folder, read_folder, read_texts
from router.domain.alarms.channel import ChannelKind, MailSecurity, Quiet
from router.domain.alarms.severity import Severity
from router.domain.bundle import Bundle, Choice, Go, Span, Trunk
from router.services.compile_bundle import Prompts, Voice
from router.services.config_document import ConfigRefused
from router.settings import CHECKOUT

SAMPLE = CHECKOUT / "config"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return shutil.copytree(SAMPLE, tmp_path / "config", ignore=shutil.ignore_patterns("simulation"))


def problems(config: Path, voice: Voice | None = None) -> list[str]:
    with pytest.raises(ConfigRefused) as refused:
        compile_folder(config, voice)
    return [str(problem) for problem in refused.value.problems]


def test_the_sample_is_a_whole_city() -> None:
    bundle = compile_folder(SAMPLE)
    assert {line.number: line.queue for line in bundle.lines.values()} == {"12345": "general", "12351": "legal"}
    assert list(bundle.queues) == [
        "general", "legal", "membership", "mutual_aid", "hardship", "activities", "expert",
    ]  # fmt: skip
    assert (len(bundle.seats), len(bundle.agents)) == (24, 40)
    assert (len(bundle.topics), len(bundle.places), len(bundle.announcements)) == (10, 10, 2)
    assert bundle.menus["main"].choices["7"] == Choice(go=Go.QUEUE, target="general", skills={"english": 2})
    assert bundle.queues["activities"].closed == Choice(go=Go.MESSAGE, target="activities")
    assert bundle.hours["extended"].spans == (Span(days=(0, 1, 2, 3, 4, 5, 6), start=480, until=1260),)
    assert bundle.queues["expert"].number == "7006"
    assert bundle.trunks == {} and bundle.outbound_allowed == ()


def test_every_queue_of_the_sample_can_be_served_by_four_and_english_too() -> None:
    bundle = compile_folder(SAMPLE)
    wanted = [*(queue.skills for queue in bundle.queues.values()), {"english": 2}]
    for skills in wanted:
        able = [a for a in bundle.agents.values() if all(a.skills.get(s, 0) >= level for s, level in skills.items())]
        assert len(able) >= 4, skills


CASES = [
    # menus
    ("menus.yaml", "3: {menu: services}", "3: {menu: servces}", "menus.yaml:10:", "did you mean `services`?"),
    ("menus.yaml", "3: {menu: services}", "3: {queue: expert}", "menus.yaml:15:", "no line leads to menu `services`"),
    ("menus.yaml", "1: {queue: general}", "1: {queue: genral}", "menus.yaml:8:", "did you mean `general`?"),
    ("menus.yaml", "1: {queue: general}", "0: {queue: general}", "menus.yaml:8:", "0 reaches a person"),
    ("menus.yaml", "1: {queue: general}", "'*': {queue: general}", "menus.yaml:8:", "* leads back"),
    ("menus.yaml", "1: {queue: general}", "12: {queue: general}", "menus.yaml:8:", "not one key of a phone"),
    ("menus.yaml", "1: {queue: general}", "2: {queue: general}", "menus.yaml:9:", "given twice"),
    ("menus.yaml", "1: {queue: general}", "1: {}", "menus.yaml:8:", "leads nowhere"),
    ("menus.yaml", "1: {queue: general}", "1: {queue: general, menu: services}", "menus.yaml:8:", "2 things at once"),
    ("menus.yaml", "1: {queue: general}", "1: {quee: general}", "menus.yaml:8:", "did you mean `queue`?"),
    ("menus.yaml", "3: {menu: services}", "3: {menu: services, skills: {english: 1}}", "menus.yaml:10:", "not of a"),
    ("menus.yaml", "skills: {english: 2}", "skills: {english: 9}", "menus.yaml:11:", "from 1 to 5"),
    ("menus.yaml", "skills: {english: 2}", "skills: {engish: 2}", "menus.yaml:11:", "`english`?"),
    ("menus.yaml", "general, skills: {english: 2}", "expert, skills: {english: 5}", "menus.yaml:11:", "nobody can"),
    ("menus.yaml", "9: {language: en}", "9: {language: yue}", "menus.yaml:12:", "no language `yue`"),
    ("menus.yaml", "9: {language: en}", "9: {message: legl}", "menus.yaml:12:", "did you mean `legal`?"),
    ("menus.yaml", "5: {say: office_hours}", "5: {say: ofice_hours}", "menus.yaml:24:", "did you mean `office_hours`?"),
    ("menus.yaml", "    en: Membership, 1.", "    # ", "menus.yaml:16:", "heard in `en`"),
    ("menus.yaml", "    en: Membership, 1.", "    yue: Membership, 1.", "menus.yaml:18:", "no language `yue`"),
    ("menus.yaml", "services:\n  prompt:", "services:\n  person: nobody\n  prompt:", "menus.yaml:16:", "no queue"),
    ("lines.yaml", "menu: main", "menu: mein", "lines.yaml:7:", "did you mean `main`?"),
    ("lines.yaml", "    en: Hello", "    zh-CN: Hello", "lines.yaml:10:", "the line's own language"),
    ("lines.yaml", "  queue: general ", "  # ", "lines.yaml:2:", "`general.queue` is missing"),
    ("lines.yaml", "max_waiting: 200", "max_waiting: -1", "lines.yaml:12:", "not a whole number"),
    ("lines.yaml", "answered: 1825", "answerd: 1825", "lines.yaml:22:", "is no outcome"),
    # numbers
    ("queues.yaml", "number: 7000", "number: 12345", "queues.yaml:5:", "already the number of line `general`"),
    ("queues.yaml", "number: 7000", "number: 1001", "queues.yaml:5:", "already the number of seat 1001"),
    ("queues.yaml", "number: 7001", "number: 7000", "queues.yaml:15:", "already the number of queue `general`"),
    ("queues.yaml", "number: 7000", "number: '*10'", "queues.yaml:5:", "not a number to transfer to"),
    ("topics.yaml", "11: 劳动合同", "010: 劳动合同", "topics.yaml:3:", "are the same number"),
    ("topics.yaml", "11: 劳动合同", "11111: 劳动合同", "topics.yaml:3:", "1 to 4 digits"),
    ("places.yaml", "2: 城西区", "1: 城西区", "places.yaml:3:", "given twice"),
    # queues
    ("queues.yaml", "message_key: 1   ", "message_key: 0   ", "queues.yaml:9:", "0, * and # have a meaning"),
    ("queues.yaml", "message_key: 1   ", "message_key: '#'   ", "queues.yaml:9:", "0, * and # have a meaning"),
    ("queues.yaml", "whisper: yes   ", "whisper: maybe   ", "queues.yaml:10:", "neither yes nor no"),
    ("queues.yaml", "hours: extended", "hours: extnded", "queues.yaml:22:", "did you mean `extended`?"),
    ("queues.yaml", "closed: {queue: general}", "closed: {queue: genral}", "queues.yaml:23:", "`general`?"),
    ("queues.yaml", "closed: {queue: general}", "closed: {menu: main}", "queues.yaml:23:", "or to a message"),
    ("queues.yaml", "closed: {queue: general}", "closed: {queue: legal}", "queues.yaml:23:", "legal -> legal"),
    ("queues.yaml", "  hours: extended\n", "", "queues.yaml:22:", "has no hours"),
    ("queues.yaml", "up_seconds: 20", "up_seconds: 20\n  music: jazz", "queues.yaml:71:", "no folder of music"),
    # hours
    ("hours.yaml", "extended:\n", "extended: []\nmore:\n", "hours.yaml:6:", "at least one entry"),
    ("hours.yaml", "days: mon-sun", "days: mon-son", "hours.yaml:7:", "is no day"),
    ("hours.yaml", '"21:00"', '"25:00"', "hours.yaml:7:", "no time of the day"),
    ("hours.yaml", '"21:00"', '"08:00"', "hours.yaml:7:", "ends when it begins"),
    ("hours.yaml", "from:", "form:", "hours.yaml:3:", "did you mean `from`?"),
    # announcements
    ("announcements.yaml", "[general]", "[generl]", "announcements.yaml:6:", "did you mean `general`?"),
    ("announcements.yaml", "    en: We know", "    # We know", "announcements.yaml:3:", "callers in `en` too"),
    # the site
    ("site.yaml", "outbound_allowed: []", "outbound_allowed: ['*']", "site.yaml:18:", "no number to ring"),
    ("site.yaml", "  en: english", "  yue: cantonese", "site.yaml:20:", "no language `yue`"),
    ("site.yaml", "  en: english", "  en: englisch", "site.yaml:20:", "did you mean `english`?"),
    ("site.yaml", "default: 180", "default: -1", "site.yaml:16:", "not a whole number"),
    ("site.yaml", "[break, meal, training, other]", "[a, b, c, d, e, f, g, h, i, j]", "site.yaml:5:", "more than nine"),
    ("agents.yaml", "{legal: 3}}", "{legal: 3}, language: yue}", "agents.yaml:2:", "no language `yue`"),
    # the outside
    ("trunks.yaml", "#\n", "a: {addresses: [0.0.0.0/0]}\n", "trunks.yaml:2:", "lets the whole world in"),
    ("trunks.yaml", "#\n", "a: {addresses: [carrier]}\n", "trunks.yaml:2:", "neither an IP address nor a network"),
    ("trunks.yaml", "#\n", "a: {register: yes}\n", "trunks.yaml:2:", "a server and a user are needed"),
    ("trunks.yaml", "#\n", "a: {register: yes, server: 'a;b', user: x}\n", "trunks.yaml:2:", "not a server"),
    ("trunks.yaml", "#\n", "a: {user: x}\n", "trunks.yaml:2:", "nothing registers as that"),
    ("trunks.yaml", "#\n", "a: {}\n", "trunks.yaml:2:", "no call can come in"),
    ("webhooks.yaml", "#\n", "a: {url: 'http://example.com/x'}\n", "webhooks.yaml:2:", "only https leaves"),
    ("webhooks.yaml", "#\n", "a: {url: 'https://u:p@example.com/x'}\n", "webhooks.yaml:2:", "user or password"),
    ("webhooks.yaml", "#\n", "a: {url: 'crm'}\n", "webhooks.yaml:2:", "not a URL"),
    ("webhooks.yaml", "#\n", "a: {url: 'https://x/y', events: ['a b']}\n", "webhooks.yaml:2:", "not the name of an"),
    # who is told of alarms
    ("channels.yaml", "#\n", "a: {kind: pager}\n", "channels.yaml:3:", "is no kind of channel; use webhook, wecom"),
    ("channels.yaml", "#\n", "a: {kind: wecom, least: loud}\n", "channels.yaml:3:", "use info, warning, urgent"),
    ("channels.yaml", "#\n", "a: {kind: wecom, alarms: [phone_lots]}\n", "channels.yaml:3:", "`phone_lost`?"),
    ("channels.yaml", "#\n", "a: {kind: wecom, alarms: ['a b']}\n", "channels.yaml:3:", "not the code of an alarm"),
    ("channels.yaml", "#\n", "a: {kind: wecom, language: fr}\n", "channels.yaml:3:", "use zh-CN or en"),
    ("channels.yaml", "#\n", "a: {kind: wecom, to: [a@b.c]}\n", "channels.yaml:3:", "`to` is for mail"),
    ("channels.yaml", "#\n", "a: {kind: wecom, key: secret}\n", "channels.yaml:3:", "no setting `a.key`"),
    ("channels.yaml", "#\n", "a: {kind: dingtalk, url: 'https://x.y/z?access_token=k'}\n", "channels.yaml:3:", "key"),
    ("channels.yaml", "#\n", "a: {kind: feishu, url: 'https://x.y/hook/k'}\n", "channels.yaml:3:", "is a secret"),
    ("channels.yaml", "#\n", "a: {kind: webhook}\n", "channels.yaml:3:", "add `url: https://...`"),
    ("channels.yaml", "#\n", "a: {kind: webhook, url: 'http://x.y/z'}\n", "channels.yaml:3:", "only https leaves"),
    ("channels.yaml", "#\n", "a: {kind: email, server: x.y}\n", "channels.yaml:3:", "add `sender: ...`"),
    ("channels.yaml", "#\n", "a: {kind: email, server: x.y, security: none, sender: a@b.c, to: [a@b.c]}\n",
     "channels.yaml:3:", "without TLS"),
    ("channels.yaml", "#\n", "a: {kind: wecom, quiet: {from: '9:00', until: '9:00'}}\n", "channels.yaml:3:", "never"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].partition('.')[0]}: {case[4]}")
def test_a_mistake_is_told_with_its_line_and_a_remedy(config: Path, case: tuple[str, str, str, str, str]) -> None:
    file, old, new, where, what = case
    text = (config / file).read_text()
    assert old in text
    (config / file).write_text(text.replace(old, new, 1))
    found = problems(config)
    assert any(one.startswith(where) and what in one for one in found), found


def test_what_may_be_left_out_may_be_left_out(config: Path) -> None:
    for name in ("menus", "announcements", "hours", "topics", "places", "trunks", "webhooks", "channels"):
        (config / f"{name}.yaml").unlink()
    (config / "lines.yaml").write_text((config / "lines.yaml").read_text().replace("  menu: main\n", ""))
    kept = [line for line in (config / "queues.yaml").read_text().splitlines() if "hours" not in line]
    (config / "queues.yaml").write_text("\n".join(line for line in kept if "closed" not in line))
    bundle = compile_folder(config)
    assert bundle.menus == {} and bundle.hours == {} and bundle.topics == {}


def test_ways_in_and_hours_have_their_forms(config: Path) -> None:
    (config / "trunks.yaml").write_text(
        "a: {addresses: [203.0.113.10, '2001:db8::/32']}\n"
        "b: {register: true, server: 'sip.example.com:5060', user: '+4000'}\n"
    )
    (config / "hours.yaml").write_text(
        'office: [{days: "fri-mon", from: "22:00", until: "6:00"}]\n'
        'extended: [{days: [mon, wed], from: "00:00", until: "24:00"}]\n'
    )
    bundle = compile_folder(config)
    assert bundle.trunks["a"].addresses == ("203.0.113.10", "2001:db8::/32")
    assert bundle.trunks["b"] == Trunk(id="b", register=True, server="sip.example.com:5060", user="+4000")
    assert bundle.hours["office"].spans == (Span(days=(0, 4, 5, 6), start=1320, until=360),)
    assert bundle.hours["extended"].spans == (Span(days=(0, 2), start=0, until=0),)


def test_channels_have_their_forms(config: Path) -> None:
    text = (config / "channels.yaml").read_text().partition("# shift_group:\n")[2].replace("\n# ", "\n")
    (config / "channels.yaml").write_text(f"shift_group:\n{text.removeprefix('# ')}")
    group, mail = compile_folder(config).channels.values()
    assert (group.kind, group.quiet) == (ChannelKind.WECOM, Quiet(start=1320, until=420))
    assert (group.least, group.repeat_minutes, group.give_up_hours) == (Severity.WARNING, 10, 24)
    assert (mail.server, mail.security) == ("smtp.example.com:587", MailSecurity.STARTTLS)
    assert (mail.to, mail.alarms) == (("ops@example.com",), ("recording", "pin_locked"))


def test_closed_queues_that_lead_round_in_a_circle_are_refused(config: Path) -> None:
    text = (config / "queues.yaml").read_text()
    text = text.replace("closed: {queue: general}", "closed: {queue: membership}", 1)
    text = text.replace("closed: {queue: general}", "closed: {queue: legal}", 1)
    (config / "queues.yaml").write_text(text)
    found = problems(config)
    assert len(found) == 2
    assert "legal -> membership -> legal; let one of them take a message" in found[0]


def test_menus_that_lead_to_each_other_are_fine(config: Path) -> None:
    path = config / "menus.yaml"
    path.write_text(path.read_text().replace("5: {say: office_hours}", "5: {menu: main}"))
    assert compile_folder(config).menus["services"].choices["5"] == Choice(go=Go.MENU, target="main")


def test_a_language_chosen_below_is_heard_in_the_menu_above(config: Path) -> None:
    path = config / "menus.yaml"
    text = (
        path.read_text().replace("    9: {language: en}\n", "").replace("5: {say: office_hours}", "5: {language: en}")
    )
    path.write_text(text.replace("    en: General questions", "    # "))
    assert [found for found in problems(config) if "menu `main` is heard in `en`" in found]


def test_a_broken_entry_hides_no_other_problem_and_causes_none(config: Path) -> None:
    path = config / "menus.yaml"
    path.write_text(path.read_text().replace("1: {queue: general}", "1: {quee: general}", 1))
    assert problems(config) == ["menus.yaml:8: there is no setting `main.choices.1.quee`; did you mean `queue`?"]


def speaks(*names: str, missing: tuple[tuple[str, str], ...] = ()) -> Voice:
    def voice(_bundle: Bundle) -> Prompts:
        return Prompts(known=frozenset({"goodbye", "office_hours", *names}), missing=missing)

    return voice


def test_a_text_that_is_never_spoken_is_a_slip_of_the_pen(config: Path) -> None:
    path = config / "texts.yaml"
    path.write_text(path.read_text().replace("goodbye", "godbye"))
    assert problems(config, speaks()) == [
        "texts.yaml:3: nothing ever speaks the text `godbye`; did you mean `goodbye`?",
        "texts.yaml:6: nothing ever speaks the text `godbye`; did you mean `goodbye`?",
    ]


def test_a_prompt_without_words_is_told(config: Path) -> None:
    found = problems(config, speaks(missing=(("en", "queue_closed"),)))
    assert found == ["texts.yaml:5: there are no words for `queue_closed` in `en`; add `queue_closed: ...` below `en`"]


# ---------------------------------------------------------------- sound


def sound(path: Path, *, seconds: float = 0.5) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(str(path), np.full(int(8000 * seconds), 0.1), 8000)


def test_recordings_are_known_by_what_they_hold(config: Path) -> None:
    sound(config / "prompts/en/goodbye.flac")
    sound(config / "music/calm/one.wav")
    sound(config / "music/calm/two.wav", seconds=0.6)
    (config / "queues.yaml").write_text((config / "queues.yaml").read_text() + "  music: calm\n")
    wanted = read_folder(config, speaks())
    bundle = wanted.bundle
    assert set(bundle.recorded_prompts) == {"en/goodbye"}
    assert len(bundle.music["calm"]) == 2
    assert bundle.queues["expert"].music == "calm"
    assert set(wanted.sources.assets) == {"prompts/en/goodbye.flac", "music/calm/one.wav", "music/calm/two.wav"}
    # The same again, from what was kept of it.
    assert read_texts(wanted.sources.files, wanted.sources.assets, speaks()) == wanted


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("prompts/yue/goodbye.wav", "no language `yue`"),
        ("prompts/goodbye.wav", "nothing is read from this place"),
        ("prompts/en/more/goodbye.wav", "nothing is read from this place"),
        ("prompts/en/Good-bye.wav", "not a prompt's name"),
        ("prompts/en/godbye.wav", "did you mean `goodbye`?"),
        ("music/one.wav", "nothing is read from this place"),
    ],
)
def test_a_recording_in_the_wrong_place_is_told(config: Path, name: str, what: str) -> None:
    sound(config / name)
    found = problems(config, speaks())
    assert any(one.startswith(f"{name}:1:") and what in one for one in found), found


def test_a_recording_that_is_none_is_told(config: Path) -> None:
    sound(config / "prompts/en/goodbye.wav")
    sound(config / "prompts/en/goodbye.flac")
    (config / "prompts/en/office_hours.wav").write_bytes(b"RIFF")
    (config / "prompts/en/office_hours.doc").write_bytes(b"x")
    sound(config / "prompts/zh-CN/goodbye.wav", seconds=301)
    found = "\n".join(problems(config, speaks()))
    for said in ("is the same prompt", "cannot be read as sound", "not a kind of sound file", "make it 300 s at most"):
        assert said in found


def test_texts_of_the_api_are_checked_as_files_are() -> None:
    files = {**read_folder(SAMPLE).sources.files}
    del files["site.yaml"]
    files["queue.yaml"] = "{}"
    files["texts.yaml"] = "a: [\n"
    with pytest.raises(ConfigRefused) as refused:
        read_texts(files, {})
    found = [str(problem) for problem in refused.value.problems]
    assert found[0] == "site.yaml:1: the file is missing; add it"
    assert found[1].startswith("texts.yaml:2: this is not YAML")
    assert found[2] == "queue.yaml:1: no setting is read from this file; did you mean `queues.yaml`?"


@pytest.mark.parametrize("name", ["../x", "../lines.yaml", ".hidden", "notes.txt", ""])
def test_texts_have_no_other_names_than_those_of_the_files(name: str) -> None:
    # They are written out by these names one day.
    with pytest.raises(ConfigRefused, match="no setting is read from this file"):
        read_texts({**read_folder(SAMPLE).sources.files, name: "{}"}, {})
