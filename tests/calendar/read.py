"""Reads the calendars that fetch.mjs wrote with icalendar and recurring-ical-events.

    python3 read.py FOLDER
"""

import datetime
import glob
import json
import os
import re
import sys

import icalendar
import recurring_ical_events

faults = 0


def fault(text):
    global faults
    print(text, file=sys.stderr)
    faults += 1


def row(event):
    uid = str(event["UID"])
    key = re.match(r"event-([0-9a-f]{32})@", uid)
    return (
        key[1] if key else f"strange: {uid}",
        int(event["DTSTART"].dt.timestamp()),
        int(event["DTEND"].dt.timestamp()),
        str(event["STATUS"]),
        str(event["SUMMARY"]),
    )


def compare(name, found, wanted):
    found, wanted = sorted(found), sorted(wanted)
    for missing in set(wanted) - set(found):
        fault(f"{name}: missing {missing}")
    for extra in set(found) - set(wanted):
        fault(f"{name}: too much {extra}")
    if len(found) != len(wanted):
        fault(f"{name}: {len(found)} events, not {len(wanted)}")


def read(path):
    name = os.path.basename(path)[: -len(".ics")]
    with open(path, "rb") as file:
        calendar = icalendar.Calendar.from_ical(file.read())
    with open(path[: -len("ics")] + "json", encoding="utf-8") as file:
        rows = json.load(file)["rows"]
    for component in calendar.walk():
        if component.errors:
            fault(f"{name}: {component.errors}")
    if calendar.get_missing_tzids():
        fault(f"{name}: zones {calendar.get_missing_tzids()}")
    for required in ("VERSION", "PRODID", "METHOD", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"):
        if required not in calendar:
            fault(f"{name}: no {required}")
    for event in calendar.walk("VEVENT"):
        for required in ("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "STATUS"):
            if required not in event:
                fault(f"{name}: an event without {required}")
    wanted = [(r["key"], r["starts"], r["ends"], r["status"], r["title"]) for r in rows]
    compare(f"{name}, icalendar", [row(event) for event in calendar.walk("VEVENT")], wanted)
    now = datetime.datetime.now(datetime.timezone.utc)
    query = recurring_ical_events.of(calendar)
    expanded = query.between(now - datetime.timedelta(400), now + datetime.timedelta(4000))
    compare(f"{name}, recurring-ical-events", [row(event) for event in expanded], wanted)


paths = sorted(glob.glob(os.path.join(sys.argv[1], "*.ics")))
if not paths:
    fault("no calendars")
for path in paths:
    read(path)
print(f"icalendar, recurring-ical-events: {len(paths)} calendars, {faults} faults")
sys.exit(1 if faults else 0)
