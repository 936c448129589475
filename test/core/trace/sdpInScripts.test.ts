import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { applyEdits, recordEdits } from '../../../server/src/core/rewrite/edit';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { message } from '../../support/framings';
import { assertTrace, cleanTexts } from '../../support/pieces';

const LINES = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 50000 UDP/TLS/RTP/SAVPF 111 0',
  'c=IN IP4 192.0.2.20',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:abcdefghijklmnopqrstuvwx',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:0 PCMU/8000',
];
const sdp = `${LINES.join('\r\n')}\r\n`;
const wanted = LINES.join('\n');
const json = JSON.stringify({ type: 'offer', sdp });

const FORMS: Readonly<Record<string, string>> = {
  JSON: json,
  'JSON with slashes escaped': json.replaceAll('/', '\\/'),
  'JSON in a string': JSON.stringify({ event: 'offer', data: json }),
  'JSON, indented': JSON.stringify({ jsep: { type: 'offer', sdp } }, null, 2),
  'a message of Socket.IO': `12:00:01 [ws] send 42["offer",${json}]`,
  'setLocalDescription in a console': `app.js:12 setLocalDescription {type: 'offer', sdp: '${sdp.replaceAll('\r\n', '\\r\\n')}'}`,
  'setRemoteDescription with an object': `pc.setRemoteDescription(new RTCSessionDescription({ type: "answer", sdp: "${sdp.replaceAll('\r\n', '\\r\\n')}" }))`,
  'an object in a console of Node.js': inspect({ type: 'offer', sdp }),
  Python: `DEBUG offer {'sdp': '${sdp.replaceAll('\r\n', '\\r\\n')}', 'type': 'offer'}`,
  'lines that end with LF': JSON.stringify({ type: 'offer', sdp: sdp.replaceAll('\r\n', '\n') }),
  'the page of webrtc-internals': `12:00:01 setLocalDescription\ntype: offer, sdp: ${LINES.join('\n')}\n`,
};

describe('a description that a script logs', () => {
  for (const [name, text] of Object.entries(FORMS)) {
    it(`is read in place: ${name}`, () => {
      for (const whole of [text, `call.js:1 makes an offer\n${text}\ncall.js:9 ICE gathering\n`]) {
        const trace = openTrace(whole);
        assertTrace(trace, whole);
        assert.equal(trace.format, 'bare-sdp');
        assert.deepEqual(
          cleanTexts(trace).map(one => one.trimEnd()),
          [wanted],
        );
      }
    });

    it(`takes fixes back to where it stands: ${name}`, () => {
      const { messages, trace } = analyse(text);
      const found = messages[0]!;
      const start = trace.starts[trace.records.indexOf(found.record)]!;
      const at = found.text.indexOf('a=sendrecv');
      const mux = found.text.indexOf('a=rtcp-mux\n');
      const edited = applyEdits(
        text.slice(start),
        recordEdits(found, [
          { span: { start: at, end: at + 10 }, text: 'a=inactive\na=x-new:1' },
          { span: { start: mux, end: mux + 11 }, text: '' },
        ]),
      );
      const again = wanted.replace('a=sendrecv', 'a=inactive\na=x-new:1').replace('a=rtcp-mux\n', '');
      assert.deepEqual(
        cleanTexts(openTrace(edited)).map(one => one.trimEnd()),
        [again],
      );
    });
  }

  it('is an offer and an answer where there are two', () => {
    const answer = JSON.stringify({
      type: 'answer',
      sdp: sdp.replace('setup:actpass', 'setup:active').replace('4611731400430051336', '77'),
    });
    const [call] = analyse(`local ${json}\nremote ${answer}\n`).calls;
    const [exchange] = call!.legs[0]!.exchanges;
    assert.ok(exchange?.offer && exchange.answer);
  });

  it('is not read where a console has left out the middle of it, or the log its end', () => {
    const escaped = sdp.replaceAll('\r\n', '\\r\\n');
    for (const text of [
      `RTCSessionDescription {type: 'offer', sdp: '${escaped.slice(0, 90)}…${escaped.slice(-60)}'}`,
      `{"type":"offer","sdp":"${escaped.slice(0, 300)}`,
      `sdp: 'v=0\\r\\n' +\nfoo\n`,
    ]) {
      const { messages, findings } = analyse(text);
      assert.ok(messages.every(one => one.text.trimEnd() === 'v=0') && findings.length === 0, text);
    }
  });

  it('is no record of its own in a log of SIP that tells of it too', () => {
    const call = message('INVITE sip:bob@example.com SIP/2.0', 'call', '1 INVITE', LINES);
    const text = `JsSIP:Transport sending message:\n\n${call.join('\n')}\n\n +1ms\nsetLocalDescription ${json}\n`;
    assert.equal(cleanTexts(openTrace(text)).length, 1);
  });
});
