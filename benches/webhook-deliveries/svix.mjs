// Sends COUNT signed deliveries of the payload in FILE to URL, IN_FLIGHT at a time. Signed by svix; posted by Node's
// own HTTP client over connections that are kept open, which is faster than its fetch.
// usage: node svix.mjs FILE COUNT IN_FLIGHT URL
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { Webhook } from 'svix';

const [file, count, inFlight, url] = process.argv.slice(2);
const body = JSON.stringify(JSON.parse(readFileSync(file)));
const webhook = new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET);
const agent = new Agent({ keepAlive: true, maxSockets: Number(inFlight) });

const deliver = () => new Promise((resolve, reject) => {
  const id = `msg_${randomUUID()}`;
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'svix-id': id,
    'svix-timestamp': String(Math.floor(now.getTime() / 1000)),
    'svix-signature': webhook.sign(id, now, body),
  };
  const post = request(url, { method: 'POST', agent, headers }, (answer) => {
    answer.resume().on('end', () => resolve(answer.statusCode)).on('error', reject);
  });
  post.on('error', reject).end(body);
});

let next = 0;
let delivered = 0;
const lane = async () => {
  while (next < Number(count)) {
    next += 1;
    const status = await deliver();
    if (status >= 200 && status < 300) delivered += 1;
  }
};
await Promise.all(Array.from({ length: Number(inFlight) }, lane));
agent.destroy();
if (delivered !== Number(count)) throw new Error(`${delivered} of ${count} delivered`);
