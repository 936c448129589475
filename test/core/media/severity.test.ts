import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { EXAMPLE_BROWSER_LINES } from '../../../server/src/core/rules/example';
import {
  CALLEE,
  CALLER,
  exampleCapture,
  exampleRtp,
  exampleStun,
  exampleWebAudio,
  toCaller,
} from '../../../server/src/core/rules/media/example';
import type { FlowEvidence } from '../../../server/src/core/trace/evidence/types';

const withoutFingerprint = EXAMPLE_BROWSER_LINES.filter(line => !line.startsWith('a=fingerprint'));

/** A call whose answer lacks what every browser asks for. */
const call = (flows: readonly FlowEvidence[]) =>
  analyse(
    exampleCapture({
      transport: 'WS',
      offer: exampleWebAudio(CALLER, 'actpass'),
      answer: exampleWebAudio(CALLEE, 'active', withoutFingerprint),
      flows,
    }),
  );

describe('SDP in the light of its media', () => {
  it('what SIP alone takes for an error is a warning where audio went both ways, and the call has no verdict', () => {
    const analysis = call([exampleStun(), exampleRtp(), exampleRtp(toCaller)]);
    const found = analysis.findings.find(one => one.rule === 'srtp/browser-without-dtls');
    assert.equal(found?.severity, 'warning');
    assert.match(found.text, /The capture shows audio both ways on this leg all the same\.$/);
    assert.equal(analysis.verdicts.size, 0);
  });

  it('it stays an error where audio went one way only, and the verdict rests on both', () => {
    const analysis = call([exampleStun(), exampleRtp()]);
    assert.equal(analysis.findings.find(one => one.rule === 'srtp/browser-without-dtls')?.severity, 'error');
    const [verdict] = analysis.verdicts.values();
    assert.equal(verdict?.basis, 'sip+media');
    assert.equal(verdict.finding.rule, 'srtp/browser-without-dtls');
  });

  it('without media in the capture the verdict rests on SIP alone', () => {
    const [verdict] = call([]).verdicts.values();
    assert.equal(verdict?.basis, 'sip');
  });
});
