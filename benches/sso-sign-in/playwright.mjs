// The sign-in of sign-in.feature as somebody would write it with Playwright: one browser per worker, a fresh context
// per scenario, the same person, the same checks, a picture at the end.
//
// node playwright.mjs SCENARIOS WORKERS FOLDER, with the deployment in the environment (see run.sh).

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const { APP_URL, CLERK_URL, IDP_URL, CLERK_SECRET_KEY, CHROMIUM } = process.env;
const [scenarios, workers, folder] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];

// As in harness/src/browser/driver.rs.
const FLAGS = [
  '--window-size=1100,800',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function json(url, init) {
  const answer = await fetch(url, init);
  assert(answer.ok, `${url} answered ${answer.status}`);
  return answer.json();
}

async function newcomer() {
  return json(`${IDP_URL}/admin/persons`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: `person-${randomBytes(8).toString('hex')}@example.com`,
      given_name: 'Robin',
      family_name: 'Doe',
    }),
  });
}

async function accounts(email) {
  const url = `${CLERK_URL}/v1/users?${new URLSearchParams({ email_address: email })}`;
  return json(url, { headers: { authorization: `Bearer ${CLERK_SECRET_KEY}` } });
}

function subject(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sub;
}

async function signIn(context, picture) {
  const { email } = await newcomer();
  const page = await context.newPage();

  await page.goto(`${APP_URL}/sign-in`, { waitUntil: 'domcontentloaded' });
  await page.click("button[data-provider='oauth_custom_acme']");
  await page.fill("input[name='person']", email);
  await page.click("button[name='decision'][value='allow']");

  await page.waitForURL(`${APP_URL}/protected`, { waitUntil: 'domcontentloaded' });

  const answer = await context.request.get(`${APP_URL}/protected`, {
    headers: { accept: 'text/html' },
    maxRedirects: 0,
  });
  assert.equal(answer.status(), 200, 'the protected page opens for them');
  const session = (await context.cookies(APP_URL)).find((cookie) => cookie.name === '__session');

  const found = await accounts(email);
  assert.equal(found.length, 1, 'they have exactly one account');
  assert.equal(found[0].id, subject(session.value), 'the session is theirs');

  await page.screenshot({ path: picture, type: 'jpeg', quality: 60 });
}

const todo = Array.from({ length: scenarios }, (_, index) => index + 1);

async function work() {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: FLAGS,
    chromiumSandbox: process.getuid() !== 0,
  });
  try {
    for (let scenario = todo.shift(); scenario; scenario = todo.shift()) {
      const context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
      await signIn(context, join(folder, `${scenario}.jpg`));
      await context.close();
    }
  } finally {
    await browser.close();
  }
}

await mkdir(folder, { recursive: true });
await Promise.all(Array.from({ length: workers }, work));
console.log(`${scenarios} passed`);
