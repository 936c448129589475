import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { framings, message, OFFER, printTrace } from '../../support/framings';
import { assertTrace, cleanTexts, messagesOf, readAs } from '../../support/pieces';

const invite = message('INVITE sip:bob@example.com SIP/2.0', 'call', '1 INVITE', OFFER);
const busy = message('SIP/2.0 486 Busy Here', 'call', '1 INVITE');
const lines = (list: readonly string[], before = ''): string => list.map(line => `${before}${line}\n`).join('');
const peer = { host: '192.0.2.20', port: 5060 };

/** What two messages, the second of them an answer, tell of their ways. */
const ways = (text: string): unknown[] => {
  const found = readAs('bare-sip', text);
  assert.deepEqual(
    found.map(one => one.clean.text.trimEnd()),
    [lines(invite).trimEnd(), lines(busy).trimEnd()],
  );
  return found.map(({ envelope: { direction, source, destination, transport } }) => ({ direction, source, destination, transport }));
};
const wayIn = (transport?: string): object => ({ direction: 'received', source: peer, destination: undefined, transport });
const wayOut = (transport?: string): object => ({ direction: 'sent', source: undefined, destination: peer, transport });

describe("a program's words above a message", () => {
  it('tell direction, transport and address, as belle-sip writes them', () => {
    const text =
      `2026-03-01 12:00:00:250 [phone/belle-sip] MESSAGE channel [0x1]: received [700] new bytes from [UDP://192.0.2.20:5060]:\n${lines(invite)}\n` +
      `2026-03-01 12:00:00:260 [phone/belle-sip] MESSAGE channel [0x1]: message sent to [UDP://192.0.2.20:5060], size: [300] bytes\n${lines(busy)}\n`;
    assert.deepEqual(ways(text), [wayIn('UDP'), wayOut('UDP')]);
    assert.deepEqual(
      messagesOf(openTrace(text)).map(one => one.envelope.time),
      [250_000, 260_000].map(micro => Date.UTC(2026, 2, 1, 12) * 1000 + micro),
    );
  });

  it('tell it where the system puts its own words before every line, with a tab behind them', () => {
    const ios = (part: number): string => `2026-03-01 12:00:00.${part}+0100 phone[546:142062] [Message] `;
    const android = (part: number): string => `2026-03-01 12:00:00.${part} 5078-5078/com.example.phone I/phone: `;
    for (const [prefix, indent] of [[ios, '\t'] as const, [android, ''] as const]) {
      const text =
        `${prefix(1)}channel [0x1]: received [700] new bytes from [UDP://::ffff:192.0.2.20:5060]:\n` +
        `${invite.map((line, index) => `${prefix(index + 2)}${indent}${line}\n`).join('')}${prefix(90)}channel [0x1] [700] bytes parsed\n` +
        `${prefix(91)}channel [0x1]: message sent to [UDP://192.0.2.20:5060], size: [300] bytes\n` +
        `${busy.map((line, index) => `${prefix(index + 92)}${indent}${line}\n`).join('')}`;
      const trace = openTrace(text);
      assertTrace(trace, text);
      assert.deepEqual(
        cleanTexts(trace).map(one => one.trimEnd()),
        [lines(invite).trimEnd(), lines(busy).trimEnd()],
      );
      assert.deepEqual(ways(text), [wayIn('UDP'), wayOut('UDP')]);
    }
  });

  it('may have a mark or a rule between them and the message', () => {
    const cisco =
      `00123.002 |12:00:00.250 |AppInfo  |SIPTcp - Incoming SIP TCP message from 192.0.2.20 on port 5060 index 12 with 700 bytes\n[42,NET]\n${lines(invite)}\n` +
      `00124.001 |12:00:00.260 |AppInfo  |SIPUdp - Outgoing SIP UDP message to 192.0.2.20:[5060]:\n[43,NET]\n${lines(busy)}\n`;
    assert.deepEqual(ways(cisco), [wayIn(), wayOut()]);
    const yate =
      `<sip:INFO> 'udp:0.0.0.0:5060' received 700 bytes SIP message from 192.0.2.20:5060 [0x7f]\n------\n${lines(invite)}------\n` +
      `<sip:INFO> 'udp:0.0.0.0:5060' sending 'code 486' 0x1 to 192.0.2.20:5060 [0x7f]\n------\n${lines(busy)}------\n`;
    assert.deepEqual(ways(yate), [wayIn(), wayOut()]);
  });

  it('tell both addresses beside an arrow, either way, and in XML', () => {
    const own = { host: '198.51.100.5', port: 5060 };
    const both = [
      { direction: undefined, source: peer, destination: own, transport: undefined },
      { direction: undefined, source: own, destination: peer, transport: undefined },
    ];
    const arrows = `12:00:00 | 192.0.2.20:5060 -> 198.51.100.5:5060 | 700\n${lines(invite)}\n12:00:01 | 192.0.2.20:5060<-198.51.100.5:5060\n${lines(busy)}\n`;
    assert.deepEqual(ways(arrows), both);
    const xml = (from: string, to: string, one: readonly string[]): string =>
      `<message\nfrom="${from}"\nto="${to}"\ntime="1772366400000"\nisSender="false"\nfirstLine="${one[0]}"\n>\n<![CDATA[${lines(one)}]]>\n</message>\n\n`;
    assert.deepEqual(ways(xml('192.0.2.20:5060', '198.51.100.5:5060', invite) + xml('198.51.100.5:5060', '192.0.2.20:5060', busy)), both);
  });

  it('may stand further left than the message, as a monitor with columns has them', () => {
    const column = ' '.repeat(20);
    const text = ` 12:00:00  1234567mS Rx: UDP 192.0.2.20:5060 -> 198.51.100.5:5060\n${lines(invite, column)}\n 12:00:01  1234667mS Tx: UDP 198.51.100.5:5060 -> 192.0.2.20:5060\n${lines(busy, column)}`;
    const trace = openTrace(text);
    assertTrace(trace, text);
    assert.deepEqual(
      messagesOf(trace).map(({ clean, envelope: { source, destination } }) => [clean.text.trimEnd(), source?.host, destination?.host]),
      [
        [lines(invite).trimEnd(), '192.0.2.20', '198.51.100.5'],
        [lines(busy).trimEnd(), '198.51.100.5', '192.0.2.20'],
      ],
    );
  });

  it('are left alone where they name one address and no direction', () => {
    const text = `12:00:00 call from 192.0.2.20:5060\n${lines(invite)}\n12:00:01 call from 192.0.2.20:5060\n${lines(busy)}\n`;
    const nothing = { direction: undefined, source: undefined, destination: undefined, transport: undefined };
    assert.deepEqual(ways(text), [nothing, nothing]);
  });
});

describe('a prefix that no list has', () => {
  it('is what stands before a start line and the header behind it', () => {
    const prefix = (process: number): string => `<134>Mar  1 12:00:00 sua [${process}:5678]: SUA  <6+info  > [255] `;
    const text = `${prefix(1)}some words\n${[...invite, '', ...busy].map((line, index) => `${prefix(index * 7)}${line}\n`).join('')}`;
    const trace = openTrace(text);
    assertTrace(trace, text);
    assert.deepEqual(
      cleanTexts(trace).map(one => one.trimEnd()),
      [lines(invite).trimEnd(), lines(busy).trimEnd()],
    );
  });

  it('is none where only the start line has words before it', () => {
    const text = `I was told SIP/2.0 486 Busy Here\nThis is odd: why?\n`;
    assert.deepEqual(cleanTexts(openTrace(text)), []);
  });

  it('may stand before a form whose first words go over two lines', () => {
    const text = `#\nUDP 192.0.2.20:5060 -> 198.51.100.5:5060\n${lines(invite)}\n#\nUDP 198.51.100.5:5060 -> 192.0.2.20:5060\n${lines(busy)}\n`;
    const prefixed = text
      .split('\n')
      .map(line => `Mar  1 12:00:00 phone baresip[9]: ${line}`.trimEnd())
      .join('\n');
    const found = messagesOf(openTrace(prefixed));
    assert.equal(openTrace(prefixed).format, 'baresip-siptrace');
    assert.deepEqual([found.length, found[0]!.envelope.source, found[0]!.envelope.transport], [2, peer, 'UDP']);
  });
});

describe('what pasting does to a log', () => {
  it('words before a message within a string of JSON', () => {
    const json = [invite, busy].map(one => `${JSON.stringify({ level: 'info', msg: `received ${one.join('\r\n')}\r\n` })}\n`).join('');
    assert.deepEqual(
      readAs('kamailio-xlog', json).map(one => [one.clean.text.trimEnd(), one.envelope.direction]),
      [
        [lines(invite).trimEnd(), 'received'],
        [lines(busy).trimEnd(), 'received'],
      ],
    );
  });

  it('marks of styles in the words of JsSIP', () => {
    const text = `%cJsSIP:Transport %csending message:\n\n${lines(invite)}\n %c+4ms color: #0066FF\n`;
    const [found] = readAs('jssip-console', text);
    assert.deepEqual([found!.clean.text.trimEnd(), found!.envelope.direction], [lines(invite).trimEnd(), 'sent']);
  });

  it('spaces behind the dots of ngrep', () => {
    const byline = framings.find(framing => framing.format === 'ngrep-byline')!;
    const text = printTrace(byline, [invite, busy]);
    assert.deepEqual(cleanTexts(openTrace(text.replaceAll('\n', '   \n'))), cleanTexts(openTrace(text)));
  });

  it("RTPEngine's dumps in the journal of a proxy that logs more messages", () => {
    const dump = `Mar  1 12:00:00 proxy rtpengine[7]: DEBUG: [call]: [control] Dump for 'offer' from 127.0.0.1:5000: { "sdp": "${OFFER.join('#015#012')}#015#012", "call-id": "call", "command": "offer" }\n`;
    const proxy = [invite, busy, busy].map(one => `Mar  1 12:00:00 proxy kamailio[9]: INFO: <script>: ${one.join('#015#012')}#015#012\n`);
    const text = proxy[0] + dump + proxy[1] + proxy[2];
    const trace = openTrace(text);
    assertTrace(trace, text);
    assert.deepEqual(
      messagesOf(trace).map(one => one.kind),
      ['sip', 'sdp', 'sip', 'sip'],
    );
    assert.equal(messagesOf(trace)[1]!.envelope.ng?.command, 'offer');
  });
});
