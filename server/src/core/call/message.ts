import { readSdp } from '../sdp/description';
import type { Sdp } from '../sdp/types';
import { header, readSipMessage } from '../sip/message';
import type { SipMessage } from '../sip/types';
import { callId, cseq, tag } from '../sip/values/dialog';
import { vias } from '../sip/values/via';
import type { TraceRecord } from '../trace/types';
import type { Message } from './types';

/** Reads the message of a record; undefined for a record without one. */
export function readMessage(record: TraceRecord): Message | undefined {
  const found = record.message;
  if (!found) return undefined;
  const text = found.clean.text;
  const common = { record, text, envelope: found.envelope, edited: found.edited };
  if (found.kind === 'sdp') {
    return Object.freeze({ ...common, sdp: readSdp(text, { start: 0, end: text.length }), viaCount: 0, status: 0, method: '' });
  }
  const sip = readSipMessage(text);
  const stack = vias(sip);
  const sequence = cseq(sip);
  const start = sip.startLine;
  return Object.freeze({
    ...common,
    sip,
    sdp: sdpOf(text, sip),
    callId: callId(sip),
    cseq: sequence,
    via: stack[0],
    viaCount: stack.length,
    fromTag: tag(sip, 'from'),
    toTag: tag(sip, 'to'),
    status: start?.kind === 'response' ? start.status : 0,
    method: start?.kind === 'request' ? start.method.toUpperCase() : (sequence?.method ?? ''),
  });
}

/** The description in a body: the body itself, or its part in a multipart body (RFC 3261 section 7.4, RFC 5621 section 4). */
function sdpOf(text: string, sip: SipMessage): Sdp | undefined {
  const { start, end } = sip.bodySpan;
  if (start >= end) return undefined;
  const type = header(sip, 'content-type')?.value.toLowerCase() ?? '';
  const body = text.slice(start, end);
  if (type.startsWith('multipart/')) {
    const part = /^v=0[ \t]*$/m.exec(body);
    if (!part) return undefined;
    const boundary = body.indexOf('\n--', part.index);
    return readSdp(text, { start: start + part.index, end: boundary < 0 ? end : start + boundary + 1 });
  }
  const isSdp = type === '' || type.startsWith('application/sdp') ? /^[a-z]=/m.test(body) : body.startsWith('v=0');
  return isSdp && !type.includes('sdpfrag') ? readSdp(text, { start, end }) : undefined;
}
