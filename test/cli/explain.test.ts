import assert from 'node:assert/strict';
import { explain } from '../../server/src/cli/explain';
import type { Host } from '../../server/src/cli/host';
import { rules } from '../../server/src/core/rules/index';
import { SYMPTOMS } from '../../server/src/core/rules/symptoms';
import { run } from './program';

const HOST: Host = { out: () => undefined, note: line => assert.fail(line), input: async function* () {}, colour: false };

describe('sip-trace explain', function () {
  this.timeout(60_000);

  it('prints the page of each rule', () => {
    for (const rule of rules) {
      let stdout = '';
      const status = explain(rule.id, { ...HOST, out: text => (stdout += text) });
      assert.equal(status, 0, rule.id);
      assert.ok(stdout.startsWith(`${rule.title}\n${rule.id} · ${rule.severity}\n`), rule.id);
      for (const { rfc } of rule.references) assert.match(stdout, new RegExp(`https://www\\.rfc-editor\\.org/rfc/rfc${rfc}`));
      for (const { setting } of rule.cures) assert.ok(stdout.includes(setting), rule.id);
      for (const line of rule.bad.split(/\r?\n/)) assert.ok(stdout.includes(line.trimEnd()), `${rule.id}: ${line}`);
    }
  });

  it('prints a page and nothing else', () => {
    const [rule] = rules;
    const { status, stdout, stderr } = run(['explain', rule!.id]);
    assert.equal(status, 0);
    assert.equal(stderr, '');
    assert.ok(stdout.startsWith(`${rule!.title}\n`));
  });

  it('prints the rules that explain a symptom', () => {
    for (const { id, title, likely, also } of SYMPTOMS) {
      const { status, stdout, stderr } = run(['explain', id]);
      assert.equal(status, 0, id);
      assert.equal(stderr, '');
      assert.ok(stdout.startsWith(`${title}\n`), id);
      const rows = Array.from(stdout.matchAll(/^ {4}(\w+\/[\w-]+) /gm), match => match[1]);
      assert.deepEqual(rows, [...likely, ...also], id);
    }
    assert.match(run(['explain', 'One-way audio']).stdout, /^One-way audio\n/);
  });

  it('suggests the nearest rules for an unknown id', () => {
    for (const id of ['srtp/dtls-on-sip-legs', 'dtls-on-sip-leg', 'on-sip', 'ice/dtls-on-sip-leg']) {
      const { status, stdout, stderr } = run(['explain', id]);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^sip-trace: there is no rule '[^\n]*'; did you mean [^\n]*srtp\/dtls-on-sip-leg[^\n]*\?\n$/, id);
    }
    assert.match(run(['explain', 'zzzzzzzz']).stderr, /^sip-trace: there is no rule 'zzzzzzzz'\n$/);
  });
});
