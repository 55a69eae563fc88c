// Listens on a free loopback port, says which on standard output, and gives whatever comes to Clerk's own verifier:
// 200 and the event's type if that accepts it, 400 and its reason if not. Ends when standard input does.
import { createServer } from 'node:http';
import { verifyWebhook } from '@clerk/backend/webhooks';

const bodyOf = async (incoming) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const server = createServer(async (incoming, answer) => {
  const request = new Request('http://localhost/', {
    method: 'POST',
    headers: incoming.headers,
    body: await bodyOf(incoming),
  });
  const say = (status, json) => answer.writeHead(status).end(JSON.stringify(json));
  try {
    const event = await verifyWebhook(request);
    say(200, { type: event.type });
  } catch (error) {
    say(400, { error: error.message });
  }
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
