import type { Call, Description, Message } from '../../call/types';
import { toSource } from '../../text/cleanText';
import type { Span } from '../../text/span';
import { exampleSdp, exampleCall, PHONE_CALL } from '../example';
import { type Finding, finding, type Rule, type Severity } from '../types';
import type { Complaint } from './complaints/complaint';
import { COMPLAINTS } from './complaints/index';

export const gatewayComplaint: Rule = {
  id: 'leg/gateway-complaint',
  title: 'The gateway’s or the browser’s own log says what is wrong here',
  severity: 'error',
  references: [],
  explanation:
    'Logs of FreeSWITCH, Asterisk, RTPEngine, PJSIP and of a browser’s console often have, between the messages, the one line that says why a description was not taken. It stands far from the line that it is about, in the words of a programmer. Here it is put beside that line, with what it means. The place in the log goes with the finding.',
  quiet:
    'It is an error where the offer was refused or a browser threw the description away, a warning else, and information where the program goes on, where the call was answered all the same, or where another rule finds the same in the description itself. It is quiet where the description that the line is about is not in the trace, or shows nothing of what the line says.',
  bad: `${exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000'),
    status: 488,
  }).replace(
    '\n\nSIP/2.0 488',
    "\n\n[2026-03-01 12:00:00] NOTICE[812]: res_pjsip_sdp_rtp.c:497 set_caps: No joint capabilities for 'audio' media stream between our configuration((alaw)) and incoming SDP((ulaw))\n\nSIP/2.0 488",
  )}`,
  good: PHONE_CALL,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    let descriptions: ReadonlyMap<Message, Description> | undefined;
    const told = new Set<string>();
    for (const leg of call.legs) {
      for (const message of leg.messages) {
        for (const heard of complaintsIn(message)) {
          descriptions ??= new Map(call.descriptions.map(one => [one.message, one]));
          const found = check(call, leg.messages, descriptions, { ...heard, message });
          const key = found && `${heard.complaint.words} ${found.span.start} ${found.text}`;
          if (!found || told.has(key!)) continue;
          told.add(key!);
          yield found;
        }
      }
    }
  },
};

interface Heard {
  readonly complaint: Complaint;
  /** In the record's text. */
  readonly span: Span;
  readonly detail: readonly string[];
}

const byWords = new Map(COMPLAINTS.map(one => [one.words, one]));
const ANY = new RegExp(COMPLAINTS.map(one => one.words.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|'), 'g');
/** A log may go on for megabytes behind a message, and this is read at every keystroke in its call. */
const MOST_READ = 500_000;
const LONGEST_LINE = 1000;
const MOST_HEARD = 50;

/** The complaints in the text of a record, outside of its message. */
function complaintsIn({ record, envelope }: Message): Heard[] {
  const clean = record.message?.clean;
  // What a capture was turned into has no lines of any program in it.
  if (!clean || record.evidence) return [];
  const end = toSource(clean, clean.text.length);
  const begin = toSource(clean, 0);
  const heard: Heard[] = [];
  for (const [from, to] of [
    [0, begin],
    [end, Math.min(record.text.length, end + MOST_READ)],
  ] as const) {
    const text = record.text.slice(from, to);
    // The one line that frames a message says nothing else.
    if (text.trim() === '' || (from === 0 && !/[\r\n]./.test(text))) continue;
    for (const match of text.matchAll(ANY)) {
      if (heard.length === MOST_HEARD) return heard;
      const one = readLine(text, match.index, match[0], envelope.ng?.callId ?? '');
      if (one) heard.push({ ...one, span: { start: from + one.span.start, end: from + one.span.end } });
    }
  }
  return heard;
}

/** @param callId what RTPEngine puts before the words that are about this call; empty where the log does not tell */
function readLine(text: string, at: number, words: string, callId: string): Heard | undefined {
  const complaint = byWords.get(words)!;
  const before = text.slice(Math.max(0, at - LONGEST_LINE), at);
  const start = at - before.length + Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  const behind = text.slice(at, at + LONGEST_LINE);
  const line = text.slice(start, at) + (/^[^\r\n]*/.exec(behind)?.[0] ?? '');
  if (!line.includes(callId)) return undefined;
  const detail = complaint.detail?.exec(line);
  if (complaint.detail && !detail) return undefined;
  return detail
    ? { complaint, span: { start: start + detail.index, end: start + detail.index + detail[0].length }, detail: detail.slice(1) }
    : { complaint, span: { start: at, end: at + words.length }, detail: [] };
}

function check(
  call: Call,
  messages: readonly Message[],
  descriptions: ReadonlyMap<Message, Description>,
  heard: Heard & { readonly message: Message },
): Finding | undefined {
  const { complaint, message, detail, span } = heard;
  for (const one of descriptionsBefore(call, messages, descriptions, message)) {
    const line = complaint.about(one, detail);
    if (!line || one.message.edited) continue;
    const severity = severityOf(complaint, one);
    return finding(gatewayComplaint, {
      severity,
      message: one.message,
      span: line.span,
      text: `${complaint.program} itself complains about this: "${message.record.text.slice(span.start, span.end).trim()}". ${complaint.means}${complaint.rule ? ` The page of the rule ${complaint.rule} says more.` : ''}`,
      related: [{ message, span, inRecord: true, text: 'the line in the log' }],
      leg: one.leg,
      side: one.side,
      verdict:
        severity === 'error'
          ? { weight: 50, text: `${complaint.program} says in its log why it does not take the ${one.side}. ${complaint.means}` }
          : undefined,
    });
  }
  return undefined;
}

/** How many descriptions before a line of a log it may be about: the last that came in, and what came in on another leg. */
const MOST_BEFORE = 4;

/** The descriptions that the program had received when it wrote the line, the last one first. */
function descriptionsBefore(
  call: Call,
  messages: readonly Message[],
  descriptions: ReadonlyMap<Message, Description>,
  message: Message,
): Description[] {
  const own = descriptions.get(message);
  // Where nothing tells what was received, the line is about the message that it stands behind.
  if (message.envelope.direction === undefined && own?.fromGateway === undefined) return own ? [own] : [];
  const { time } = message.envelope;
  const before =
    call.legs.length > 1 && time !== undefined
      ? call.descriptions.map(one => one.message).filter(one => one.envelope.time !== undefined && one.envelope.time <= time)
      : messages.slice(0, messages.indexOf(message) + 1);
  const received = before
    .map(one => descriptions.get(one))
    .filter(one => one !== undefined)
    .filter(wasReceived);
  if (time !== undefined) received.sort((a, b) => (a.message.envelope.time ?? 0) - (b.message.envelope.time ?? 0));
  return received.slice(-MOST_BEFORE).reverse();
}

const wasReceived = ({ message, fromGateway }: Description): boolean =>
  message.envelope.direction === undefined ? fromGateway === false : message.envelope.direction === 'received';

function severityOf(complaint: Complaint, { exchange, side, overcome }: Description): Severity {
  if (complaint.goesOn || complaint.known) return 'info';
  if (complaint.program === 'The browser') return 'error';
  if (side === 'offer' && exchange.rejection && !overcome) return 'error';
  return exchange.answer && !exchange.rejection && !complaint.late ? 'info' : 'warning';
}
