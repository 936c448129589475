import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { rules } from '../server/src/core/rules/index';
import { configSchema } from './support/configSchema';
import { formatPage } from './support/formatPage';
import { PROOF_PAGE, proofPage } from './support/proofPage';
import { FAMILIES, familyOf, pages, withRuleTable, WRITTEN_BY_HAND } from './support/rulePages';

// What ARCHITECTURE.md promises, held by a test. That the settings are those of the manifest is in lsp/manifest.test.ts.

/** From left to right: a room may import from those further left and from itself. */
const ROOMS: readonly (readonly string[])[] = [
  ['text'],
  ['trace'],
  ['sip'],
  ['sdp'],
  ['call'],
  ['listing'],
  ['rewrite'],
  ['rules'],
  ['analysis'],
  ['settings'],
  ['features', 'report'],
  ['lsp'],
  ['capture'],
  ['cli'],
];
const CODE = /\.(ts|mjs|js)$/;
const LONGEST = 400;

const filesBelow = (folder: string): string[] =>
  !existsSync(folder)
    ? []
    : readdirSync(folder, { recursive: true })
        .map(name => path.posix.join(folder, String(name).split(path.sep).join('/')))
        .filter(name => /\.\w+$/.test(name))
        .sort();

const sources = ['client', 'server', 'test', 'bench', 'scripts']
  .flatMap(filesBelow)
  .filter(file => CODE.test(file) && !file.startsWith('test/fixtures/'));
const read = (file: string): string => readFileSync(file, 'utf8');

/** What a file imports, its own files as paths in the checkout. */
function importsOf(file: string): string[] {
  const found = [...read(file).matchAll(/^(?:import|export)\b(?:[^'"=]*?\bfrom)?\s*['"]([^'"]+)['"]/gm)].map(match => match[1]!);
  return found.map(name => (name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name));
}

/** `server/src/core/sip/message.ts` is in the room `sip`. */
const roomOf = (file: string): string | undefined => /^server\/src\/(?:core\/)?(\w+)/.exec(file)?.[1];

const rankOf = (room: string): number => ROOMS.findIndex(names => names.includes(room));

describe('the house', () => {
  it('has imports from left to right only', () => {
    const wrong: string[] = [];
    for (const file of sources.filter(one => one.startsWith('server/'))) {
      const from = roomOf(file)!;
      assert.ok(rankOf(from) >= 0, `${file}: ${from} is no room`);
      for (const target of importsOf(file).filter(one => one.startsWith('server/'))) {
        const to = roomOf(target)!;
        if (from !== to && rankOf(to) >= rankOf(from)) wrong.push(`${file} imports ${target}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('has a client that knows no more of the server than its protocol', () => {
    const wrong = sources
      .filter(one => one.startsWith('client/'))
      .flatMap(file => importsOf(file).filter(one => one.startsWith('server/') && one !== 'server/src/lsp/protocol'));
    assert.deepEqual(wrong, []);
    assert.deepEqual(importsOf('server/src/lsp/protocol.ts'), []);
  });

  it('has a core that needs no machine', () => {
    const wrong = sources.filter(
      one =>
        one.startsWith('server/src/core/') &&
        /['"]node:|\bprocess\.\w|\bconsole\.\w|\brequire\(|from 'vscode/.test(withoutComments(read(one))),
    );
    assert.deepEqual(wrong, []);
  });

  it('has one place that talks to the process', () => {
    const wrong = sources.filter(
      one =>
        one.startsWith('server/src/cli/') && !one.endsWith('/main.ts') && /\bprocess\.(exit|argv|std)/.test(withoutComments(read(one))),
    );
    assert.deepEqual(wrong, []);
  });

  it('has no file that is too long', () => {
    const long = sources.map(file => `${file}: ${read(file).split('\n').length - 1}`).filter(one => Number(/\d+$/.exec(one)![0]) > LONGEST);
    assert.deepEqual(long, []);
  });

  it('knows no machine by its paths', () => {
    const texts = [...sources, ...filesBelow('docs'), ...readdirSync('.').filter(name => /\.(md|json|js)$/.test(name))].filter(one =>
      /\.(ts|mjs|js|md|json|sip)$/.test(one),
    );
    const wrong = texts.filter(file => file !== 'package-lock.json' && /(?<![\w.:/])\/(?:home|Users|root|work)\/\w/.test(read(file)));
    assert.deepEqual(wrong, []);
  });
});

/** Enough for our own style: no code stands behind a comment that holds these words. */
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

describe('the rules', () => {
  it('are all in the list', () => {
    const written = filesBelow('server/src/core/rules').flatMap(file =>
      [...read(file).matchAll(/: Rule = \{\s+id: '([^']+)'/g)].map(match => ({ file, id: match[1]! })),
    );
    assert.deepEqual(written.map(one => one.id).sort(), rules.map(rule => rule.id).sort());
    for (const { file, id } of written) assert.equal(path.posix.basename(path.posix.dirname(file)), id.split('/')[0], file);
    for (const rule of rules) assert.ok(FAMILIES[familyOf(rule)], `${rule.id} is of no family that the index knows`);
  });

  it('have nothing left to fill in', () => {
    const files = [...filesBelow('server/src/core/rules'), ...filesBelow('test/fixtures/rules')];
    assert.deepEqual(
      files.filter(file => read(file).includes('FILL IN')),
      [],
    );
  });

  it('have the pages that the generator writes', () => {
    const wanted = pages();
    const there = filesBelow('docs/rules').map(file => file.slice('docs/rules/'.length));
    assert.deepEqual(there, [...wanted.keys(), ...WRITTEN_BY_HAND].sort(), 'run npm run docs');
    for (const [name, text] of wanted)
      assert.equal(read(`docs/rules/${name}`), text, `docs/rules/${name} is not up to date: run npm run docs`);
  });

  it('are in the table of the README', () => {
    assert.ok(
      existsSync('README.md'),
      'there is no README.md: it needs the lines <!-- rules --> and <!-- /rules -->, and npm run docs writes the table between them',
    );
    const readme = read('README.md');
    const wanted = withRuleTable(readme);
    assert.ok(wanted !== undefined, 'README.md has no lines <!-- rules --> and <!-- /rules --> for the table of the rules');
    assert.equal(readme, wanted, 'the rules in README.md are not up to date: run npm run docs');
  });
});

describe('the forms', () => {
  it('have the page that the generator writes', () => {
    assert.equal(read('docs/formats.md'), formatPage(), 'docs/formats.md is not up to date: run npm run docs');
  });
});

describe('the proofs', () => {
  it('have the page that the generator writes', () => {
    assert.equal(read(PROOF_PAGE), proofPage(), `${PROOF_PAGE} is not up to date: run npm run docs`);
  });
});

describe('the configuration', () => {
  it('has the schema that the generator writes', () => {
    assert.equal(read('siptrace.schema.json'), configSchema(), 'siptrace.schema.json is not up to date: run npm run docs');
  });
});
