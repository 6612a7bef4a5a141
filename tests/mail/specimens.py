#!/usr/bin/python3
"""Checks the messages that notify/examples/specimens.rs wrote with other people's programs: dkimpy for
the signatures, Python's email package for the structure, icalendar for what is in the calendar.

    tests/mail/specimens.py FOLDER
"""

import email
import email.policy
import glob
import os
import sys

import dkim
import icalendar

folder = sys.argv[1]


def record(name, timeout=5):
    name = name.decode().rstrip(".")
    with open(os.path.join(folder, name + ".txt"), "rb") as file:
        return file.read()


def check_signatures(raw, name):
    count = raw.split(b"\r\n\r\n", 1)[0].count(b"DKIM-Signature:")
    assert count == 2, f"{name}: {count} signatures"
    for index in range(count):
        assert dkim.DKIM(raw).verify(idx=index, dnsfunc=record), f"{name}: signature {index}"
    # That a signature is refused is seen, too.
    for index in range(count):
        changed = raw.replace(b"\r\nSubject: ", b"\r\nSubject: x", 1)
        assert not dkim.DKIM(changed).verify(idx=index, dnsfunc=record), f"{name}: {index}"
        changed = raw.replace(b"\r\nTo: ", b"\r\nFrom: a@evil.example\r\nTo: ", 1)
        assert not dkim.DKIM(changed).verify(idx=index, dnsfunc=record), f"{name}: {index}"


def check_calendar(message, name, method, sequence):
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    files = [part for part in message.walk() if part.get_content_type() == "application/ics"]
    if method is None:
        assert not parts and not files, name
        assert message.get_content_type() == "multipart/alternative", name
        return
    assert len(parts) == 1 and len(files) == 1, name
    assert message.get_content_type() == "multipart/mixed", name
    assert parts[0].get_param("method") == method, name
    octets = parts[0].get_payload(decode=True)
    assert files[0].get_payload(decode=True) == octets, name
    assert files[0].get_filename() == "invite.ics", name
    for line in octets.split(b"\r\n"):
        assert len(line) <= 75 and b"\n" not in line and b"\r" not in line, (name, line)
        line.decode()
    calendar = icalendar.Calendar.from_ical(octets)
    assert calendar["METHOD"] == method and calendar["VERSION"] == "2.0" and calendar["PRODID"], name
    events = calendar.walk("VEVENT")
    assert len(events) == 1, name
    event = events[0]
    assert not calendar.errors and not event.errors, (name, event.errors)
    assert event["UID"] == "event-019357fb920074c8a6fc777186d9f0d1@mulin.example", name
    assert event["SEQUENCE"] == sequence, name
    assert event["SUMMARY"] == "元宵节聚餐；猜灯谜, 带上孩子 🏮", name
    assert event["LOCATION"] == "3号楼活动室（幸福路18号）", name
    assert event["DESCRIPTION"] == "场地停电。\n改在隔壁；, \\ 请早到", (name, event["DESCRIPTION"])
    assert event["DTSTART"].dt.isoformat() == "2026-02-12T10:30:00+00:00", name
    assert event["DTEND"].dt.isoformat() == "2026-02-12T12:30:00+00:00", name
    assert event["ORGANIZER"] == "mailto:no-reply@mulin.example", name
    assert event["ORGANIZER"].params["CN"] == "睦邻", name
    if method == "PUBLISH":
        assert "ATTENDEE" not in event, name
    else:
        assert event["ATTENDEE"] == "mailto:lan@example.org", name
        assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED", name
    wanted = "CANCELLED" if method == "CANCEL" else "CONFIRMED"
    assert event["STATUS"] == wanted, name


EXPECTED = {
    "plain": (None, None),
    "request": ("REQUEST", 1),
    "moved": ("REQUEST", 2),
    "cancel": ("CANCEL", 3),
    "publish": ("PUBLISH", 2),
}

seen = 0
for path in sorted(glob.glob(os.path.join(folder, "*.eml"))):
    name = os.path.basename(path)
    with open(path, "rb") as file:
        raw = file.read()
    check_signatures(raw, name)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        assert not part.defects, (name, part.defects)
    assert message["From"].addresses[0].addr_spec == "no-reply@mulin.example", name
    assert message["To"].addresses[0].display_name == "王秀英", name
    check_calendar(message, name, *EXPECTED[name.split(".")[0]])
    seen += 1
assert seen == 10, seen
print(f"{seen} messages: signatures, structure and calendars are sound")
