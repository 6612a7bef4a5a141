// Lets the program send text messages to a message centre of another make (npm `smpp`), and have it
// hand over receipts and texts; breaks the connection on the way.
//
// node conversation.mjs <path of the program>

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import smpp from "smpp";

const [program] = process.argv.slice(2);
if (!program) throw new Error("usage: conversation.mjs <program>");

const PHONE = "+8613900000001";
const LONG = 120_000;

const fail = (message) => {
  throw new Error(message);
};

/** What came, for whoever waits for it. */
class Mailbox {
  #items = [];
  #waiting = [];

  put(item) {
    const waiting = this.#waiting.shift();
    waiting ? waiting(item) : this.#items.push(item);
  }

  take(what) {
    if (this.#items.length > 0) return Promise.resolve(this.#items.shift());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what} came`)), LONG);
      this.#waiting.push((item) => {
        clearTimeout(timer);
        resolve(item);
      });
    });
  }
}

const binds = new Mailbox();
const submitted = new Mailbox();
const unbinds = new Mailbox();
let count = 0;

const centre = smpp.createServer((session) => {
  session.on("error", () => {});
  session.on("bind_transceiver", (pdu) => {
    const known = pdu.system_id === "mulin" && pdu.password === "secret";
    session.send(pdu.response({ command_status: known ? 0 : smpp.ESME_RBINDFAIL, system_id: "centre" }));
    binds.put({ session, known, version: pdu.interface_version });
  });
  session.on("submit_sm", (pdu) => {
    const id = `c${(count += 1)}`;
    session.send(pdu.response({ message_id: id }));
    submitted.put({ session, pdu, id });
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => {
    session.send(pdu.response());
    unbinds.put(true);
    session.close();
  });
});

const listening = (server, ...where) =>
  new Promise((resolve) => server.listen(...where, () => resolve(server.address().port)));

const free = async () => {
  const server = createServer();
  const port = await listening(server, 0, "127.0.0.1");
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** Sends a deliver_sm and waits for the status of its answer. */
const deliver = (session, options) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("deliver_sm was not answered")), LONG);
    session.deliver_sm(options, (answer) => {
      clearTimeout(timer);
      resolve(answer.command_status);
    });
  });

const data = mkdtempSync(join(tmpdir(), "mulin-smpp-"));
let server;
try {
  await listening(centre, 0, "127.0.0.1");
  const centrePort = centre.address().port;
  const port = await free();
  const env = {
    PATH: process.env.PATH,
    MULIN_SMPP__URL: `smpp://mulin:secret@127.0.0.1:${centrePort}`,
    MULIN_SMPP__SOURCE: "10690123",
    MULIN_SIGN_IN__BETWEEN_CODES_SECONDS: "1",
  };
  const args = ["--dev", "--data-dir", data];
  server = spawn(program, ["serve", "--listen", `127.0.0.1:${port}`, ...args], {
    env,
    stdio: ["ignore", "inherit", "pipe"],
  });
  let log = "";
  server.stderr.setEncoding("utf8").on("data", (text) => (log += text));
  const ended = new Promise((resolve) => server.on("exit", (code) => resolve(code)));

  const first = await binds.take("bind");
  if (!first.known) fail("bound with another name or password");
  if (first.version !== 0x34) fail(`bound as version ${first.version}`);

  const ask = async (address) => {
    const query = `mutation ($input: RequestSignInCodeInput!) {
      requestSignInCode(input: $input) { userErrors { code } } }`;
    // The server answers as soon as it listens, and the database may be a moment later.
    for (let tries = 0; ; tries += 1) {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables: { input: { address } } }),
      });
      const answer = await response.json();
      if (answer.data?.requestSignInCode?.userErrors.length === 0) return;
      if (tries > 100) fail(`no code: ${JSON.stringify(answer)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const told = (message) => {
    const { pdu } = message;
    if (pdu.destination_addr !== PHONE.slice(1)) fail("it went elsewhere");
    if (pdu.source_addr !== "10690123") fail(`it came from ${pdu.source_addr}`);
    if (pdu.registered_delivery !== 1) fail("no receipt was asked for");
    if (pdu.data_coding !== 8) fail(`Chinese in coding ${pdu.data_coding}`);
    const text = pdu.short_message.message;
    if (!/\d{6}/.test(text)) fail("no code in the text");
    return text;
  };

  await ask(PHONE);
  const message = await submitted.take("submit_sm");
  told(message);
  const receipt = (id, stat) => ({
    source_addr_ton: 1,
    source_addr: PHONE.slice(1),
    destination_addr: "10690123",
    esm_class: 4,
    short_message: `id:${id} sub:001 dlvrd:001 submit date:2611221000 done date:2611221001 stat:${stat} err:000 text:`,
  });
  const status = await deliver(message.session, receipt(message.id, "DELIVRD"));
  if (status !== 0) fail(`a receipt was answered ${status}`);

  // Texts: one of nobody's, in UCS-2, and a refusal in the GSM alphabet.
  for (const text of ["来", "TD", "不来了，谢谢"]) {
    const status = await deliver(message.session, {
      source_addr_ton: 1,
      source_addr: PHONE.slice(1),
      destination_addr: "10690123",
      short_message: text,
    });
    if (status !== 0) fail(`a text was answered ${status}`);
  }

  // The line breaks: the program comes back by itself, and sends.
  message.session.destroy();
  await binds.take("second bind");
  await ask(PHONE);
  told(await submitted.take("submit_sm after the break"));

  server.kill("SIGTERM");
  await unbinds.take("unbind");
  const code = await ended;
  if (code !== 0) fail(`the program ended with ${code}`);
  for (const secret of [PHONE, PHONE.slice(3), "secret", "不来了"]) {
    if (log.includes(secret)) fail(`the log holds ${secret}`);
  }
  console.log("SMPP: bound, sent, took receipts and texts, came back, said goodbye");
} finally {
  server?.kill("SIGKILL");
  centre.close();
  rmSync(data, { recursive: true, force: true });
}
process.exit(0);
