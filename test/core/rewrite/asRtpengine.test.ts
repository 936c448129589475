import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { DIFFERENCES, type Explained } from '../../support/rewriteDifferences';
import { differencesIn, type Recording, type SetDifference } from '../../support/rewriteSets';

const { calls, flags }: Recording = JSON.parse(readFileSync('test/fixtures/rewrites/rtpengine.json', 'utf8'));

const explains = ({ forms, how, what }: Explained, found: SetDifference): boolean =>
  forms.includes(found.form) && how === found.how && what.some(name => found.what === name || found.what.startsWith(`${name}:`));

describe('rewrites beside what RTPEngine makes of the same', () => {
  const found = calls.flatMap(differencesIn);

  it('differ in nothing that has no reason', () => {
    const unexplained = found.filter(one => !DIFFERENCES.some(row => explains(row, one)));
    assert.deepEqual(unexplained, []);
  });

  it('have no reason for what does not differ', () => {
    const idle = DIFFERENCES.flatMap(row =>
      row.forms.flatMap(form =>
        row.what
          .filter(name => !found.some(one => explains({ ...row, forms: [form], what: [name] }, one)))
          .map(name => `${form}: ${row.how} ${name}`),
      ),
    );
    assert.deepEqual(idle, []);
  });

  it('are compared for every form, offers and answers', () => {
    const compared = calls.flatMap(call => call.outputs.map(({ form, side }) => `${form} ${side}`));
    for (const form of Object.keys(flags))
      for (const side of ['offer', 'answer']) assert.ok(compared.includes(`${form} ${side}`), `${form} ${side}`);
  });

  it('would see a rewrite that leaves something out or puts something in', () => {
    const call = calls.find(one => one.outputs.some(({ form, side }) => form === 'browser' && side === 'answer'))!;
    const spoilt = call.outputs.map(output => ({ ...output, sdp: output.sdp.replace('a=rtcp-mux\n', 'a=new\n') }));
    const seen = differencesIn({ ...call, outputs: spoilt.filter(({ form }) => form === 'browser') }).map(
      ({ what, how }) => `${how} ${what}`,
    );
    assert.ok(seen.includes('SIP Trace keeps a=rtcp-mux') || seen.includes('SIP Trace adds a=rtcp-mux'), seen.join());
    assert.ok(seen.includes('RTPEngine adds a=new'), seen.join());
  });
});
