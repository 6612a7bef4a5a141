// Moves and calls off events of a running demo, and makes a person's calendar and takes it back: calendars
// must tell of it, by tags and revisions, and the identities of events must stay.
//
//   node change.mjs <origin> <data folder of the demo>
//
// Ends with 1 and what is wrong, if anything is.
import { Demo, ofSeries } from "./graphql.mjs";
import { values } from "./octets.mjs";

const [origin, data] = process.argv.slice(2);
if (!data) {
  console.error("usage: change.mjs <origin> <data folder of the demo>");
  process.exit(2);
}
const demo = new Demo(origin, data);
let faults = 0;
function must(what, holds) {
  if (holds) return;
  console.error(what);
  faults += 1;
}

async function get(url, tag) {
  const reply = await fetch(url, { headers: tag ? { "If-None-Match": tag } : {} });
  const octets = new Uint8Array(await reply.arrayBuffer());
  return { status: reply.status, tag: reply.headers.get("etag"), octets };
}
const uids = ({ octets }) => values(octets, "UID").sort();

/** Reads a calendar twice, and twice only if it changed. */
async function read(name, url) {
  const [first, again] = [await get(url), await get(url)];
  must(`${name}: status ${first.status}`, first.status === 200);
  must(`${name}: ETag ${first.tag}`, /^(W\/)?"[^"]+"$/.test(first.tag ?? ""));
  must(`${name}: another ETag, though nothing changed`, again.tag === first.tag);
  must(`${name}: other UIDs, though nothing changed`, `${uids(again)}` === `${uids(first)}`);
  must(`${name}: a UID comes twice`, new Set(uids(first)).size === uids(first).length);
  const unchanged = await get(url, first.tag);
  must(`${name}: ${unchanged.status}, though nothing changed`, unchanged.status === 304);
  must(`${name}: a 304 has a body`, unchanged.octets.length === 0);
  const other = await get(url, '"another"');
  must(`${name}: ${other.status} to another version`, other.status === 200);
  return first;
}

const ADDRESS = `query ($id: ID!) { node(id: $id) { ... on Event { calendarUrl }
  ... on Series { calendarUrl } ... on Area { calendarUrl } } }`;
const address = async (id) => (await demo.ask(null, ADDRESS, { id })).node.calendarUrl;
const { series } = (await demo.ask(null, `query ($id: ID!) { event(id: $id) {
  occurrence { series { id } } } }`, { id: demo.ids.serviceDay })).event.occurrence;

// The last two of a series that are to come: nobody has answered them.
const [off, moved] = (await ofSeries(demo, series.id))
  .filter(({ state }) => state === "PUBLISHED").slice(-2);
const places = [["series", series.id], ["community", demo.ids.community], ["moved", moved.id],
  ["called off", off.id]];
const calendars = [];
for (const [name, id] of places) {
  const url = await address(id);
  calendars.push({ name, url, before: await read(name, url) });
}
const day = moved.startsAt.slice(0, 10);
const times = { startsAt: `${day}T18:00`, endsAt: `${day}T20:30` };
await demo.change("organiser", "rescheduleEvent", "event { id }", { eventId: moved.id, ...times });
await demo.change("organiser", "cancelEvent", "event { id }", { eventId: off.id, reason: "停电" });
for (const { name, url, before } of calendars) {
  const after = await get(url, before.tag);
  must(`${name}: ${after.status}, though it changed`, after.status === 200);
  must(`${name}: the same ETag, though it changed`, after.tag !== before.tag);
  must(`${name}: other UIDs after a change`, `${uids(after)}` === `${uids(before)}`);
  if (uids(after).length === 1) {
    const [old, now] = [before, after].map(({ octets }) => Number(values(octets, "SEQUENCE")[0]));
    must(`${name}: SEQUENCE ${old}, then ${now}`, now > old);
    const status = name === "moved" ? "CONFIRMED" : "CANCELLED";
    must(`${name}: not ${status}`, `${values(after.octets, "STATUS")}` === status);
  }
}

// An answer changes a person's calendar, and once it is taken back nobody reads it.
const made = await demo.change("resident", "createCalendarFeed", "feed { id url }", { label: "手机" });
const own = await read("own", made.feed.url);
const answer = { eventId: demo.ids.full, status: "GOING" };
const { rsvp } = await demo.change("resident", "respondToEvent", "rsvp { state }", answer);
const after = await get(made.feed.url, own.tag);
must(`own: ${after.status} after an answer`, after.status === 200 && after.tag !== own.tag);
must(`own: ${rsvp.state} is not tentative`, rsvp.state === "WAITLISTED" &&
  values(after.octets, "STATUS").includes("TENTATIVE"));
await demo.change("resident", "revokeCalendarFeed", "feed { id }", { feedId: made.feed.id });
const revoked = await get(made.feed.url, after.tag);
must(`own: ${revoked.status} once it is taken back`, revoked.status === 404);

if (faults > 0) process.exit(1);
console.log("tags, revisions and identities: every change is told");
