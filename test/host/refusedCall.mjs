// The call of refused.sip, which the tests in real editors fix: a browser's DTLS offer goes to a plain SIP phone, which answers 488.
import assert from 'node:assert/strict';

/** The trace, as it is named in the tests' workspace. */
export const TRACE = 'refused.sip';
/** The fix that the editor offers on the media line. */
export const REWRITE = 'Rewrite this SDP for a SIP leg (plain RTP)';
/** The line that says of a message that it is no longer what was captured. */
const EDITED = '# sip-trace: edited';
/** The rule of the problem that is shown there. */
export const RULE = 'srtp/dtls-on-sip-leg';

const INVITE = 'INVITE sip:200-0x5571053392c0@192.168.50.20:5060 SIP/2.0';

/** The number, from 1, of the media line that is offered to the phone. */
export function mediaLine(text) {
  const lines = text.split(/\r?\n/);
  const invite = lines.indexOf(INVITE);
  return lines.findIndex((line, index) => index > invite && line.startsWith('m=audio')) + 1;
}

/** Fails unless the offer to the phone is plain RTP, its Content-Length is right, and the rest of the trace is as it was. */
export function assertRewritten(before, after) {
  const [old, now] = [before, after].map(takeApart);
  assert.match(now.body.join('\n'), /^m=audio \d+ RTP\/AVP \d/m, 'the offer to the phone is not plain RTP');
  assert.doesNotMatch(now.body.join('\n'), /^a=(fingerprint|setup)/m, 'the offer to the phone still has a DTLS attribute');
  assert.equal(now.contentLength, Buffer.byteLength(now.body.map(line => `${line}\r\n`).join('')), 'Content-Length does not fit the body');
  assert.equal(now.rest, old.rest, 'another message has changed');
}

/** The body and the Content-Length of the offer to the phone, and everything else. Line ends are the editor's affair. */
function takeApart(text) {
  const lines = text.split(/\r?\n/).filter(line => line !== EDITED);
  const invite = lines.indexOf(INVITE);
  assert.ok(invite >= 0, 'the trace has lost its INVITE to the phone');
  const bodyStart = lines.indexOf('', invite) + 1;
  const bodyEnd = lines.indexOf('', bodyStart);
  const length = lines.findIndex((line, index) => index > invite && line.startsWith('Content-Length:'));
  return {
    body: lines.slice(bodyStart, bodyEnd),
    contentLength: Number(lines[length].slice('Content-Length:'.length)),
    rest: lines.filter((_, index) => index !== length && (index < bodyStart || index >= bodyEnd)).join('\n'),
  };
}
