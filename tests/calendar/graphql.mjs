// Asks a running demo as one of the people in its demo.json, or as nobody.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What the calendars hold reaches so far back. */
const BACK_DAYS = 90;
/** A day less, so that the clock moving on while this runs changes nothing. */
export const FROM = new Date(Math.floor(Date.now() / 1000) * 1000 - (BACK_DAYS - 1) * 86_400_000);

export class Demo {
  constructor(origin, folder) {
    this.endpoint = `${origin}/graphql`;
    const { ids, tokens } = JSON.parse(readFileSync(join(folder, "demo.json"), "utf8"));
    Object.assign(this, { ids, tokens });
  }

  async ask(who, query, variables = {}) {
    const headers = { "Content-Type": "application/json" };
    if (who) headers.Authorization = `Bearer ${this.tokens[who]}`;
    const body = JSON.stringify({ query, variables });
    const reply = await (await fetch(this.endpoint, { method: "POST", headers, body })).json();
    if (reply.errors) throw new Error(`${query}: ${JSON.stringify(reply.errors)}`);
    return reply.data;
  }

  /** Runs a mutation that must not be refused, and answers its payload. */
  async change(who, mutation, selection, input) {
    const type = mutation[0].toUpperCase() + mutation.slice(1);
    const query = `mutation ($input: ${type}Input!) { ${mutation}(input: $input) {
      ${selection} userErrors { code message path } } }`;
    const payload = (await this.ask(who, query, { input }))[mutation];
    if (payload.userErrors.length > 0) {
      throw new Error(`${mutation}: ${JSON.stringify(payload.userErrors)}`);
    }
    return payload;
  }

  /** All nodes of a connection, page after page: `query` takes `$after`, `pick` finds the connection. */
  async all(who, query, variables, pick) {
    const nodes = [];
    for (let after = null; ;) {
      const page = pick(await this.ask(who, query, { ...variables, after }));
      nodes.push(...page.nodes);
      if (!page.pageInfo.hasNextPage) return nodes;
      after = page.pageInfo.endCursor;
    }
  }
}

const EVENT = "id title state startsAt endsAt";
const PAGE = "pageInfo { hasNextPage endCursor }";

/** The events of an area and of all below it that nobody has to sign in for, cancelled ones too. */
export function ofArea(demo, areaId) {
  const query = `query ($filter: EventFilter!, $after: String) {
    events(first: 100, after: $after, filter: $filter) { nodes { ${EVENT} } ${PAGE} } }`;
  const filter = { areaId, states: ["PUBLISHED", "CANCELLED"], startsFrom: FROM.toISOString() };
  return demo.all(null, query, { filter }, (data) => data.events);
}

/** The occurrences of a series that were published. */
export function ofSeries(demo, id) {
  const query = `query ($id: ID!, $from: DateTime!, $after: String) { node(id: $id) { ... on Series {
    occurrences(first: 100, after: $after, from: $from) { nodes { ${EVENT} } ${PAGE} } } } }`;
  return demo.all(null, query, { id, from: FROM.toISOString() }, (data) => data.node.occurrences);
}

/** What the answers of a person stand for, by the event's id. */
export async function ofPerson(demo, who) {
  const query = `query ($after: String) { viewer { rsvps(first: 100, after: $after, upcoming: false) {
    nodes { state event { ${EVENT} } } ${PAGE} } } }`;
  const answers = await demo.all(who, query, {}, (data) => data.viewer.rsvps);
  const standing = ["GOING", "MAYBE", "WAITLISTED", "OFFERED", "REQUESTED"];
  return answers.filter(({ state, event }) => standing.includes(state) && event !== null &&
    new Date(event.startsAt) >= FROM).map(({ state, event }) => ({ ...event, answer: state }));
}

/** An event as a calendar has to show it. */
export function row({ title, state, startsAt, endsAt, answer }) {
  const sure = answer === undefined || answer === "GOING" ? "CONFIRMED" : "TENTATIVE";
  return {
    start: new Date(startsAt).toISOString(),
    end: new Date(endsAt).toISOString(),
    status: state === "CANCELLED" ? "CANCELLED" : sure,
    title,
  };
}
