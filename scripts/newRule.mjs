#!/usr/bin/env node
// npm run new:rule -- family/name "Title"
// Writes the file of a new rule and two fixtures, and puts the rule into the list. What is written compiles and passes its tests; the places
// marked FILL IN are what only you know, and the tidy test waits for them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const RULES = 'server/src/core/rules';
const FIXTURES = 'test/fixtures/rules';
const FAMILIES = ['sdp', 'ice', 'srtp', 'codec', 'mux', 'exchange', 'leg', 'sip', 'media', 'capture'];
const ID = /^([a-z]+)\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/;
const RESERVED =
  /^(default|new|delete|return|static|public|private|function|class|in|if|do|for|with|void|this|null|true|false|import|export|case)$/;

class Refusal extends Error {}

function main([id, title, ...more]) {
  if (!id || !title || more.length > 0) throw new Refusal('npm run new:rule -- family/name "Title"');
  const [, family, name] = ID.exec(id) ?? [];
  if (!family) throw new Refusal(`${id} is no id: family/name, small letters, digits and hyphens`);
  if (!FAMILIES.includes(family)) throw new Refusal(`there is no family ${family}: there are ${FAMILIES.join(', ')}`);
  if (/[.\n`|]$|[\n'\\]/.test(title)) throw new Refusal("a title is one line, without a full stop, and without \\ and ' in it");
  const indexFile = `${RULES}/${family}/index.ts`;
  const index = readFileSync(inCheckout(indexFile), 'utf8');
  const file = `${RULES}/${family}/${camel(name)}.ts`;
  if (existsSync(inCheckout(file)) || isTaken(id)) throw new Refusal(`there is a rule ${id} already`);
  const binding = RESERVED.test(camel(name)) || new RegExp(`\\b${camel(name)}\\b`).test(index) ? camel(`${family}-${name}`) : camel(name);
  write(file, rule(id, title, binding));
  write(`${FIXTURES}/${id}.txt`, fixture(id, title));
  write(`${FIXTURES}/${id}-quiet.txt`, quietFixture());
  write(indexFile, registered(index, name, binding));
  console.log('Fill in what is marked FILL IN, give the rule a symptom in rules/symptoms.ts, then: npm run docs && npm test -- unit');
}

const inCheckout = file => path.join(checkout, file);
const camel = name => name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());

function isTaken(id) {
  return existsSync(inCheckout(`docs/rules/${id}.md`)) || existsSync(inCheckout(`${FIXTURES}/${id}.txt`));
}

function write(file, text) {
  mkdirSync(path.dirname(inCheckout(file)), { recursive: true });
  writeFileSync(inCheckout(file), text);
  console.log(file);
}

/** The family's list with the rule as its last; what the formatter has broken over lines it puts together again. */
function registered(index, name, binding) {
  const line = `import { ${binding} } from './${camel(name)}';`;
  const lines = index.split('\n');
  const imports = lines.filter(text => /^import \{.*from '\.\/\w+'/.test(text));
  const next = imports.find(text => text.slice(text.indexOf('from')) > line.slice(line.indexOf('from')));
  lines.splice(next ? lines.indexOf(next) : imports.length, 0, line);
  return lines
    .join('\n')
    .replace(/,?\s*\];\n$/, list =>
      /^,?\n/.test(list) ? `,\n  ${binding},\n];\n` : index.endsWith('[];\n') ? `${binding}];\n` : `, ${binding}];\n`,
    );
}

const rule = (id, title, binding) => `import { deleteLine } from '../../rewrite/edit';
import { exampleCall, exampleSdp } from '../example';
import { finding, type Rule } from '../types';

export const ${binding}: Rule = {
  id: '${id}',
  title: '${title}',
  severity: 'warning',
  // FILL IN: the sections that say so, read again.
  references: [{ rfc: 8866, section: '5.13' }],
  explanation: 'FILL IN: what the line says, what goes wrong and for whom, in words for somebody who never read an RFC.',
  quiet: 'FILL IN: where it would be a false alarm, and what makes it louder or quieter.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=x-replace-me'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  // FILL IN: the settings that cure it, or none.
  cures: [],
  checkDescription: function* (one) {
    // FILL IN: what to look for; call/types.ts and support.ts say what is known of a description and its call.
    const line = one.sdp.lines.find(candidate => candidate.attribute === 'x-replace-me');
    if (!line) return;
    yield finding(${binding}, {
      message: one.message,
      span: line.span,
      text: 'FILL IN: what is wrong here, what will happen, what to do.',
      fixes: [{ title: 'Take the line out', safety: 'unsafe', message: one.message, edits: () => [deleteLine(line)] }],
    });
  },
};
`;

const SDP = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', 'm=audio 49170 RTP/AVP 0'];

const fixture = (id, title) => `${title}: FILL IN.

-- offer.sdp --
${SDP.join('\n')}
a=x-replace-me
^^^^^^^^^^^^^^ ${id} warning

-- fix ${id} --
${SDP.join('\n')}
`;

const quietFixture = () => `FILL IN: the case that looks like it and is right.

-- offer.sdp --
${SDP.join('\n')}
`;

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
