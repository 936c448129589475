import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { analyse } from '../server/src/core/analysis';
import type { Call, Description, Message } from '../server/src/core/call/types';
import { ruleById } from '../server/src/core/rules/index';
import { GUIDE, withOutputs } from './support/guide';
import { anchor, pages } from './support/rulePages';

const NOT_CHECKED = 'docs/rules/not-checked.md';
const read = (file: string): string => readFileSync(file, 'utf8');

/** Where the links of a page lead, from the root of the checkout; those to the network are not followed. */
const linksOf = (page: string, text: string): string[] =>
  Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), match => match[1]!)
    .filter(link => !link.startsWith('http') && !link.startsWith('#'))
    .map(link => path.posix.join(path.posix.dirname(page), link.replace(/#.*/, '')));

/** What stands in backticks and looks like a rule. */
const rulesIn = (text: string): string[] =>
  Array.from(text.matchAll(/`((?:sdp|ice|srtp|codec|mux|exchange|leg|sip|media|capture)\/[a-z0-9-]+)`/g), match => match[1]!);

describe('the guide', () => {
  it('shows what the program prints', async () => {
    const guide = read(GUIDE);
    assert.ok(guide.match(/^\$ sip-trace check /gm)!.length >= 8);
    assert.equal(guide, await withOutputs(guide), `the output in ${GUIDE} is not up to date: run npm run docs`);
  });
});

describe('the pages that people write', () => {
  const written = [GUIDE, NOT_CHECKED];
  const generated = new Set([...pages().keys()].map(page => `docs/rules/${page}`));

  it('lead to pages and files that are there', () => {
    for (const page of written)
      for (const target of linksOf(page, read(page))) assert.ok(existsSync(target) || generated.has(target), `${page} leads to ${target}`);
  });

  it('lead to headings of the index that are there', () => {
    const index = pages().get('README.md')!;
    const headings = Array.from(index.matchAll(/^#+ (.*)$/gm), match => anchor(match[1]!));
    assert.deepEqual(headings, [...new Set(headings)]);
    const wanted = Array.from(read(GUIDE).matchAll(/\]\(rules\/README\.md#([^)]*)\)/g), match => match[1]!);
    assert.ok(wanted.length > 5);
    for (const one of wanted) assert.ok(headings.includes(one), `${GUIDE} leads to the heading ${one} of the index`);
  });

  it('name rules that exist', () => {
    for (const page of written) for (const id of rulesIn(read(page))) assert.ok(ruleById(id), `${page} names ${id}, which is no rule`);
  });
});

describe('what the guide says of the recorded calls', () => {
  const folder = 'test/fixtures/gateway';
  const healthy = readdirSync(folder).filter(name => /^(?:good|flow)-/.test(name));
  const calls = healthy.map(name => analyse(read(path.join(folder, name))).calls[0]!);
  const onLegs = (call: Call, kind: 'sip' | 'webrtc'): Description[] => call.descriptions.filter(one => one.leg.kind === kind);
  const has = (one: Description, line: RegExp): boolean => line.test(one.message.text);

  it('is true of what healthy calls have and lack', () => {
    const guide = read(GUIDE);
    const said = (words: string): void => assert.ok(guide.includes(words), words);
    said(`none of our ${calls.length} healthy recorded calls has one there`);
    assert.deepEqual(
      calls.flatMap(call => onLegs(call, 'sip').filter(one => has(one, /^a=setup/m))),
      [],
    );
    const hostOnly = calls.filter(call => {
      const candidates = onLegs(call, 'webrtc').filter(one => one.fromGateway === false && has(one, /^a=candidate/m));
      return candidates.length > 0 && candidates.every(one => !has(one, /^a=candidate.* typ (?!host)/m));
    });
    said(`In ${hostOnly.length} of our ${calls.length} healthy recorded calls the browser named nothing else`);
    const isLarge = ({ text }: Message): boolean =>
      text.startsWith('INVITE ') && /^Via: SIP\/2\.0\/(\w+)/m.exec(text)?.[1] === 'UDP' && text.replaceAll('\n', '\r\n').length > 1300;
    const large = calls.filter(call => onLegs(call, 'sip').some(one => isLarge(one.message)));
    said(`${large.length} of our ${calls.length} healthy recorded calls went over UDP all the same`);
  });
});
