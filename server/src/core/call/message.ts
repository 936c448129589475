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
  const bare = found.kind === 'sdp';
  const sip = bare ? undefined : readSipMessage(text);
  const stack = sip ? vias(sip) : [];
  const sequence = sip && cseq(sip);
  const start = sip?.startLine;
  // Written out in one place: V8 gives objects that are put together by spreading a shape each, and then every look at them is slow.
  return Object.freeze({
    record,
    text,
    envelope: found.envelope,
    edited: found.edited,
    sip,
    sdp: sip ? sdpOf(text, sip) : readSdp(text, { start: 0, end: text.length }),
    callId: sip && callId(sip),
    cseq: sequence,
    via: stack[0],
    viaCount: stack.length,
    fromTag: sip && tag(sip, 'from'),
    toTag: sip && tag(sip, 'to'),
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
