// The peer of `bench/run reminders`: graphile-worker takes jobs from the same PostgreSQL, nodemailer
// sends each through a pool to the same sink. Set as its documentation advises for throughput: jobs
// are fetched and completed in batches.
//
//   node worker.mjs <host> <port> <connections> <letter.json>      the database is in DATABASE_URL
import { readFileSync } from "node:fs";
import { run } from "graphile-worker";
import nodemailer from "nodemailer";

const [host, port, connections, letterFile] = process.argv.slice(2);
const letter = JSON.parse(readFileSync(letterFile, "utf8"));
const transport = nodemailer.createTransport({
  pool: true,
  host,
  port: Number(port),
  maxConnections: Number(connections),
  maxMessages: Infinity,
  ignoreTLS: true,
});

let first = true;
const remind = async ({ id, address, name }) => {
  const fill = (text) => text.replaceAll("{name}", name);
  const sent = await transport.sendMail({
    messageId: `<${id}@bench.example.org>`,
    from: letter.from,
    to: { name, address },
    subject: fill(letter.subject),
    text: fill(letter.text),
    html: fill(letter.html),
  });
  if (first) {
    first = false;
    console.log(`bytes ${sent.messageSize}`);
  }
};

const runner = await run({
  noHandleSignals: false,
  taskList: { remind },
  preset: {
    worker: {
      connectionString: process.env.DATABASE_URL,
      concurrentJobs: Number(connections) * 2,
      maxPoolSize: 10,
      pollInterval: 500,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  },
  logger: undefined,
});
console.log("ready");
await runner.promise;
transport.close();
