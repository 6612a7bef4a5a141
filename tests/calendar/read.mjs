// Reads the calendars that fetch.mjs wrote with ical.js and node-ical.
//
//   node read.mjs <folder>
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ICAL from "ical.js";
import ical from "node-ical";
import { faultsOf } from "./octets.mjs";

const [folder] = process.argv.slice(2);
let faults = 0;
const fault = (text) => {
  console.error(text);
  faults += 1;
};

function compare(name, found, rows) {
  const text = (row) => `${row.key} ${row.starts} ${row.ends} ${row.status} ${row.title}`;
  const [is, should] = [found, rows].map((list) => list.map(text).sort());
  for (const row of should.filter((row) => !is.includes(row))) fault(`${name}: missing ${row}`);
  for (const row of is.filter((row) => !should.includes(row))) fault(`${name}: too much ${row}`);
  if (is.length !== should.length) fault(`${name}: ${is.length} events, not ${should.length}`);
}

const keyOf = (uid) => /^event-([0-9a-f]{32})@/.exec(uid)?.[1] ?? `strange: ${uid}`;
const seconds = (date) => date.getTime() / 1000;

function octets(name, bytes) {
  for (const wrong of faultsOf(bytes)) fault(`${name}: ${wrong}`);
  const text = bytes.toString("utf8");
  if (!text.endsWith("END:VCALENDAR\r\n")) fault(`${name}: cut off`);
  const plain = text.replaceAll("\r\n ", "");
  for (const wrong of [/^METHOD:(?!PUBLISH\r$)/m, /^ATTENDEE/m, /^ORGANIZER/m, /^RRULE/m, /^RDATE/m]) {
    if (wrong.test(plain)) fault(`${name}: ${wrong}`);
  }
}

// ical.js, strictly: every event must expand to itself alone.
function byIcalJs(name, text, rows, alarms) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  if (!calendar.getFirstPropertyValue("x-wr-calname")) fault(`${name}: no name`);
  const rings = [];
  const found = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component, { strictExceptions: true });
    const next = event.iterator();
    const [first, second] = [next.next(), next.next()];
    if (event.isRecurring() || second) fault(`${name}: ${event.uid} comes again`);
    const details = event.getOccurrenceDetails(first);
    rings.push(...component.getAllSubcomponents("valarm"));
    return {
      key: keyOf(event.uid),
      title: event.summary,
      starts: details.startDate.toUnixTime(),
      ends: details.endDate.toUnixTime(),
      status: component.getFirstPropertyValue("status"),
    };
  });
  if (alarms !== rings.length > 0) fault(`${name}: ${rings.length} alarms`);
  for (const ring of rings) {
    const trigger = ring.getFirstPropertyValue("trigger");
    if (!(trigger instanceof ICAL.Duration) || trigger.toSeconds() > 0) fault(`${name}: ${trigger}`);
  }
  compare(`${name}, ical.js`, found, rows);
}

function byNodeIcal(name, text, rows) {
  const parts = Object.values(ical.sync.parseICS(text)).filter((part) => part.type === "VEVENT");
  const from = new Date(Date.now() - 400 * 86_400_000);
  const to = new Date(Date.now() + 4000 * 86_400_000);
  const found = parts.flatMap((part) => {
    const { status } = part;
    const times = ical.expandRecurringEvent(part, { from, to });
    return times.map(({ start, end, summary }) => ({
      key: keyOf(part.uid),
      title: summary,
      starts: seconds(start),
      ends: seconds(end),
      status,
    }));
  });
  compare(`${name}, node-ical`, found, rows);
}

const names = readdirSync(folder).filter((file) => file.endsWith(".ics"));
for (const file of names) {
  const name = file.slice(0, -4);
  const bytes = readFileSync(join(folder, file));
  const { rows, alarms } = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  octets(name, bytes);
  byIcalJs(name, bytes.toString("utf8"), rows, alarms);
  byNodeIcal(name, bytes.toString("utf8"), rows);
}
if (names.length === 0) fault("no calendars");
console.log(`ical.js, node-ical: ${names.length} calendars, ${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
