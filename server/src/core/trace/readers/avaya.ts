import { joinLines, type Line, sliceLine } from '../../text/lines';
import { collectMessage } from '../collect';
import { epochMicroseconds, findTime, parseEndpoint, parseTransport } from '../envelope';
import { START_IN_LOG, unescapeLines } from '../escapes';
import type { Envelope, FoundMessage, Reader } from '../types';

const SESSION_MANAGER = String.raw`[^\r\n]{0,300}?\bSIPMSGT(?!\+)\b`;
const PORTAL = String.raw`@\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\|[^\r\n]{0,400}?[ \t]<\^?(?=(?:[A-Z]{3,12} (?:sips?|tel):[^\r\n]{1,1000}? ?SIP\/2\.0|SIP\/2\.0 \d{3} ))`;
const PORTAL_LINE = new RegExp(`^${PORTAL}`);

/**
 * Avaya Session Manager (what traceSM shows, and its syslog) and Avaya Experience Portal. Both tell what was received and what was sent;
 * the first of them both addresses.
 */
export const avaya: Reader = {
  format: 'avaya',
  title: 'Avaya Session Manager or Experience Portal',
  boundary: new RegExp(`^(?:${SESSION_MANAGER}|${PORTAL})`, 'gm'),
  read: lines => (lines[0]?.text.startsWith('@') ? readPortal(lines) : readSessionManager(lines)),
};

const CONTINUED = /^[^\r\n]{0,300}?\bSIPMSGT\+ ?/;
const DASHES = '-'.repeat(20);
const END_OF_MESSAGE = /-{20}[ \t]*$/;
const HEAD_TIME = /(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)\.(\d{1,6})/;
const ROUTE = String.raw`: ?\{ ?L([^\s/]{1,80})\/R([^\s/]{1,80})\/([A-Za-z]{2,5})\/`;
const INGRESS = new RegExp(`ingress${ROUTE}`);
const EGRESS = new RegExp(`egress${ROUTE}`);
/** Lines of the head, of which each field may have its own. */
const LONGEST_HEAD = 24;
const START = new RegExp(START_IN_LOG);
const FIRST_LINE = new RegExp(`^${SESSION_MANAGER}`);

/** Between the first two rules stands the head, behind them the message, up to a third one. */
function readSessionManager(lines: readonly Line[]): FoundMessage | undefined {
  if (!FIRST_LINE.test(lines[0]?.text ?? '')) return undefined;
  const joined = joinContinued(lines);
  const start = joined.findIndex(line => START.test(line.text.slice(0, 8192)));
  if (start < 0 || start > LONGEST_HEAD) return undefined;
  const startLine = joined[start]!.text;
  const head = [...joined.slice(0, start).map(line => line.text), startLine.slice(0, startLine.search(START))].join('\n');
  const message = unescapeLines(joined.slice(start));
  const end = message.findIndex(line => END_OF_MESSAGE.test(line.text.slice(-DASHES.length - 8)));
  return collectMessage(end < 0 ? message : [...message.slice(0, end), ...withoutDashes(message[end]!)], envelopeOf(head));
}

/** The next packet of a syslog goes on where the last one was cut, in the middle of a line. */
function joinContinued(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  for (const line of lines) {
    const match = joined.length > 0 ? CONTINUED.exec(line.text) : null;
    if (match) joined.push(joinLines(joined.pop()!, sliceLine(line, match[0].length)));
    else joined.push(line);
  }
  return joined;
}

/** A body without a last line end has the rule on its last line. */
function withoutDashes(line: Line): readonly Line[] {
  const end = line.text.indexOf(DASHES);
  return end > 0 ? [sliceLine(line, 0, end)] : [];
}

function envelopeOf(head: string): Envelope {
  const time = HEAD_TIME.exec(head);
  const [, day, month, year, ...rest] = time ?? [];
  const sent = head.includes('<--');
  const received = head.includes('-->');
  const route = (sent ? EGRESS : INGRESS).exec(head);
  const own = route && parseEndpoint(route[1]!);
  const peer = route && parseEndpoint(route[2]!);
  return {
    time: time ? epochMicroseconds(['', year, month, day, ...rest]) : findTime(head),
    observer: 'gateway',
    transport: parseTransport(route?.[3] ?? ''),
    ...(sent && { direction: 'sent', source: own ?? undefined, destination: peer ?? undefined }),
    ...(received && !sent && { direction: 'received', source: peer ?? undefined, destination: own ?? undefined }),
  };
}

const NEXT = /^(?:@\d{4}-\d\d-\d\d |>\|)/;
const CARET = /\^M/;
const BOTH_ADDRESSES = /\bsrc=(\S{1,80}) dst=(\S{1,80})/;
const PEER = /\bTo (\S{1,80}?)(?:\[[^\]]{1,20}\])? </;

/** `<` before the message, `>` behind it, and `^M` for each CR; what a forum's writer adds to a line stands behind that. */
function readPortal(lines: readonly Line[]): FoundMessage | undefined {
  const first = lines[0]!;
  const words = PORTAL_LINE.exec(first.text)?.[0];
  if (words === undefined) return undefined;
  const behind = [sliceLine(first, words.length), ...lines.slice(1)];
  const end = behind.findIndex((line, index) => index > 0 && NEXT.test(line.text));
  const message = (end < 0 ? behind : behind.slice(0, end)).map(line => {
    const caret = line.text.slice(0, 8192).search(CARET);
    return caret < 0 ? line : sliceLine(line, 0, caret);
  });
  const both = BOTH_ADDRESSES.exec(words);
  const sent = /\bSend ?T ?o ?Network|\|SND /.test(words);
  const received = /ProcessRead|\|RCV /.test(words);
  const peer = sent && !both ? PEER.exec(words) : null;
  return collectMessage(message, {
    time: findTime(words),
    observer: 'endpoint',
    direction: sent ? 'sent' : received ? 'received' : undefined,
    source: both ? parseEndpoint(both[1]!) : undefined,
    destination: both ? parseEndpoint(both[2]!) : peer ? parseEndpoint(peer[1]!) : undefined,
  });
}
