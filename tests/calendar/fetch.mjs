// Fetches calendars of a running demo, with what GraphQL says of the same events.
//
//   node fetch.mjs <origin> <data folder of the demo> <folder to write to>
//
// Writes NAME.ics and NAME.json for each: the octets as they came, and the events that must be in it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Demo, ofArea, ofPerson, ofSeries, row } from "./graphql.mjs";

const [origin, data, folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: fetch.mjs <origin> <data folder of the demo> <folder to write to>");
  process.exit(2);
}
const demo = new Demo(origin, data);

// The row's own key is the second half of the id.
const key = (id) => Buffer.from(id.slice(id.indexOf("_") + 1), "base64url").subarray(16).toString("hex");
// Calendars tell seconds and no parts of them.
const seconds = (time) => Math.floor(Date.parse(time) / 1000);

async function save(name, url, events, alarms = false) {
  const reply = await fetch(url);
  const kind = reply.headers.get("content-type");
  if (reply.status !== 200 || kind !== "text/calendar; charset=utf-8") {
    throw new Error(`${name}: ${reply.status} ${kind}`);
  }
  const again = await fetch(url, { headers: { "If-None-Match": reply.headers.get("etag") } });
  if (again.status !== 304) throw new Error(`${name}: not 304 but ${again.status}`);
  const rows = events
    .filter((event) => event.state !== "DRAFT")
    .map((event) => ({
      key: key(event.id),
      title: event.title,
      starts: seconds(event.startsAt),
      ends: seconds(event.endsAt),
      status: row(event).status,
    }));
  if (rows.length === 0) throw new Error(`${name}: nothing to compare`);
  writeFileSync(join(folder, `${name}.ics`), Buffer.from(await reply.arrayBuffer()));
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ rows, alarms }));
  console.log(`${name}: ${rows.length} events`);
}

const ask = (query, variables) => demo.ask(null, query, variables);
const PLACES = `query ($id: ID!) { cities { id calendarUrl }
  event(id: $id) { id title state startsAt endsAt calendarUrl area { id } } }`;
const { cities, event } = await ask(PLACES, { id: demo.ids.lantern });
for (const [number, city] of cities.entries()) {
  await save(`area-${number}`, city.calendarUrl, await ofArea(demo, city.id));
}
await save("event", event.calendarUrl, [event]);

const SERIES = `query ($area: ID!, $after: String) { area(id: $area) {
  series(first: 100, after: $after) { nodes { id calendarUrl }
    pageInfo { hasNextPage endCursor } } } }`;
const pick = (answer) => answer.area.series;
const series = await demo.all(null, SERIES, { area: event.area.id }, pick);
if (series.length === 0) throw new Error("the demo has no series");
for (const [number, { id, calendarUrl }] of series.entries()) {
  await save(`series-${number}`, calendarUrl, await ofSeries(demo, id));
}

for (const [name, status] of [["lantern", "GOING"], ["serviceDay", "MAYBE"]]) {
  const input = { eventId: demo.ids[name], status };
  await demo.change("resident", "respondToEvent", "", input);
}
const label = { label: "conformance" };
const { feed } = await demo.change("resident", "createCalendarFeed", "feed { url }", label);
await save("own", feed.url, await ofPerson(demo, "resident"), true);
