import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';
import { type Comparison, compareCalls } from '../../support/sameCall';

/** Real differences between what a party logs and what was on the wire. */
function explained(comparison: Comparison): { onlyInLog: string[]; onlyOnWire: string[] } {
  return {
    // The capture ends before the parties do: baresip takes its registration back when it is stopped.
    onlyInLog: comparison.onlyInLog.filter(text => !isUnregistering(text)),
    // A TCP segment that was sent twice is a message for sngrep, but not for a program that reads from a socket.
    onlyOnWire: comparison.onlyOnWire.filter(text => !comparison.messages.some(message => message.clean.text === text)),
  };
}

const isUnregistering = (text: string): boolean => /^CSeq: \d+ REGISTER$/m.test(text) && !/^Contact:(?!.*expires=0)/m.test(text);

const formats: Record<string, string> = {
  'kamailio-sipdump.txt': 'kamailio-sipdump',
  'jssip-console.log': 'jssip-console',
  'baresip-sip.log': 'baresip-siptrace',
  'sipp-messages.log': 'sipp-trace_msg',
};

/** One of the recorded browsers used SIP.js instead of JsSIP. */
const usesSipJs = ({ call, log }: Comparison): boolean => call === 'flow-prack' && log === 'jssip-console.log';

describe('same call in several logs', () => {
  const comparisons = compareCalls(path.resolve('test/fixtures/calls'));

  it('has logs of all kinds', () => {
    assert.deepEqual(new Set(comparisons.map(one => one.log)), new Set(Object.keys(formats)));
    assert.equal(comparisons.length, 12);
  });

  for (const comparison of comparisons) {
    it(`${comparison.call}: ${comparison.log} has the messages that were on the wire`, () => {
      assert.equal(comparison.format, usesSipJs(comparison) ? 'sipjs-console' : formats[comparison.log]);
      assert.ok(comparison.messages.length > 0);
      assert.deepEqual(explained(comparison), { onlyInLog: [], onlyOnWire: [] });
    });
  }

  it('differs in what is known of: taking back the registration, and one BYE twice', () => {
    const inLog = comparisons.map(one => one.onlyInLog.length);
    assert.ok(inLog.every(count => count === 0 || count === 2));
    assert.deepEqual(
      comparisons.filter(one => one.onlyOnWire.length > 0).map(one => `${one.call} ${one.log} ${one.onlyOnWire[0]?.slice(0, 4)}`),
      ['bad-setup-answer-actpass kamailio-sipdump.txt BYE ', 'bad-setup-answer-actpass jssip-console.log BYE '],
    );
  });

  it('keeps what the logs say of the messages', () => {
    const of = (call: string, log: string) => comparisons.find(one => one.call === call && one.log === log)!.messages;
    const dump = of('good-offer-webrtc-to-sip', 'kamailio-sipdump.txt');
    assert.deepEqual(dump[4]!.envelope, {
      time: 1795340326338299,
      source: { host: '203.0.113.20', port: 38958 },
      destination: { host: '203.0.113.10', port: 8080 },
      transport: 'WS',
      direction: 'received',
      observer: 'gateway',
    });
    // The port of the browser is 38958: the log is wrong here, and the envelope says what the log says.
    assert.deepEqual(dump[3]!.envelope.destination, { host: '203.0.113.20', port: 5060 });
    const console = of('good-offer-webrtc-to-sip', 'jssip-console.log');
    assert.deepEqual(
      console.map(message => message.envelope.direction),
      ['sent', 'received', 'sent', 'received', 'received', 'received', 'sent', 'sent', 'received'],
    );
    assert.ok(console.every(message => message.envelope.transport === undefined && message.envelope.time === undefined));
    const sipJs = of('flow-prack', 'jssip-console.log');
    assert.equal(sipJs[0]!.envelope.time, Date.UTC(2026, 10, 22, 9, 33, 31) * 1000);
    const sipp = of('flow-prack', 'sipp-messages.log');
    assert.deepEqual(sipp[0]!.envelope, {
      time: Date.UTC(2026, 10, 22, 9, 33, 31) * 1000 + 471362,
      transport: 'UDP',
      direction: 'received',
      observer: 'endpoint',
      loggedLength: 1804,
    });
  });
});
