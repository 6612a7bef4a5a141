// Runs every server audit of graphql-http against one endpoint:
//   node audit.mjs http://127.0.0.1:8000/graphql
// Some audits use introspection, so the server must allow it (development mode).
import { auditServer } from 'graphql-http';

const url = process.argv[2];
if (!url || !URL.canParse(url)) {
  console.error('usage: node audit.mjs <endpoint URL>');
  process.exit(2);
}

try {
  await fetch(url, { method: 'HEAD' });
} catch (error) {
  console.error(`${url} does not answer: ${error.cause?.message ?? error.message}`);
  process.exit(2);
}

const results = await auditServer({ url });
for (const { id, name, status, ...rest } of results) {
  console.log(`${status.padEnd(5)} ${id} ${name}`);
  if (status !== 'ok') {
    console.log(`      ${rest.reason} (HTTP ${rest.response?.status})`);
  }
}
const passed = results.filter(({ status }) => status === 'ok').length;
console.log(`${passed} of ${results.length} audits passed`);
process.exit(results.length > 0 && passed === results.length ? 0 : 1);
