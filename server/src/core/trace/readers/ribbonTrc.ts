import { joinLines, type Line, sliceLine } from '../../text/lines';
import { collectMessage } from '../collect';
import { epochMicroseconds, findTime, parseEndpoint } from '../envelope';
import { unescapeLines } from '../escapes';
import type { Endpoint, Envelope, Reader } from '../types';

const SBC = String.raw`(received|sent) msg for CallId:\S{0,200}[^\r\n]{0,80}? (?:from|to) IP\/port:([^\s,/]{1,60})\/(\d{1,5}), Local IP\/port:([^\s,/]{1,60})\/(\d{1,5})`;
const GSX = String.raw`\[\d\d-\d\d-\d{4} \d\d:\d\d:\d\d,\d{3}\][^\r\n]{0,300}?(?:(sending) from|Incoming message on) \[([^\]\s]{1,60})\]:(\d{1,5}) (?:to|from) \[([^\]\s]{1,60})\]:(\d{1,5})`;
const HEADER = new RegExp(`^(?:([^\\r\\n]{0,400}?)${SBC}|${GSX})`);
const GSX_TIME = /^\[(\d\d)-(\d\d)-(\d{4}) (\d\d):(\d\d):(\d\d),(\d{3})\]/;
/** An entry of the file: its length, date, time, number and level. One that has more than 1,800 bytes goes on in another with the same number. */
const ENTRY =
  /^(\d{1,6}) (\d\d)(\d\d)(\d{4}) (\d\d)(\d\d)(\d\d)\.(\d{1,6}):([\w.]{1,40}\.\d{1,12})\.[A-Za-z]{3,10} {0,4}\.[A-Z0-9]{2,12}: ?/;
/** What the entry's words begin with before those of the message. */
const ENTRY_WORDS = /^(?:CALL:)?(?:FILTER=\S{1,100} )?(?:GCID=0x[0-9A-Fa-f]{1,16}: ?)?(?:EXTRA INFO: ?)?/;
const RAW_PDU = /^[^\r\n]{0,400}?RAW PDU:[ \t]*/;

/** Ribbon (Sonus) SBC: call traces in .TRC files and in a syslog, which tell both addresses; and the logs of the Sonus GSX. */
export const ribbonTrc: Reader = {
  format: 'ribbon-sbc-trc',
  title: 'Ribbon SBC call trace',
  boundary: new RegExp(`^(?:[^\\r\\n]{0,400}?${SBC}|${GSX})`, 'gm'),
  read: lines => {
    const first = lines[0];
    const match = HEADER.exec(first?.text ?? '');
    if (!first || !match) return undefined;
    const rest = [sliceLine(first, match[0].length), ...lines.slice(1)];
    const behind = ENTRY.test(first.text) ? joinEntries(rest, stampOf(first)) : rest;
    const message = unescapeLines(behind.map(withoutRawPdu));
    const end = message.findIndex((line, index) => index > 0 && (ENTRY.test(line.text) || GSX_TIME.test(line.text)));
    return collectMessage(end < 0 ? message : message.slice(0, end), match[2] ? envelopeOfSbc(match) : envelopeOfGsx(match));
  },
};

/** What two entries that belong together have alike: the time and the number. */
const stampOf = ({ text }: Line): string => ENTRY.exec(text)!.slice(2, 10).join(' ');

/** An entry may be cut anywhere in a line. */
function joinEntries(lines: readonly Line[], stamp: string): readonly Line[] {
  const joined: Line[] = [];
  for (const line of lines) {
    const entry = ENTRY.exec(line.text);
    if (entry && stampOf(line) !== stamp) break;
    if (entry && joined.length > 0) {
      const words = sliceLine(line, entry[0].length);
      joined.push(joinLines(joined.pop()!, sliceLine(words, ENTRY_WORDS.exec(words.text)![0].length)));
    } else joined.push(line);
  }
  return joined;
}

function withoutRawPdu(line: Line): Line {
  const match = line.text.includes('RAW PDU:') ? RAW_PDU.exec(line.text) : null;
  return match ? sliceLine(line, match[0].length) : line;
}

function envelopeOfSbc([, before, word, peerHost, peerPort, ownHost, ownPort]: RegExpExecArray): Envelope {
  const entry = ENTRY.exec(before!);
  const peer = endpoint(peerHost!, peerPort!);
  const own = endpoint(ownHost!, ownPort!);
  const [, , month, day, year, ...time] = entry ?? [];
  return {
    time: entry ? epochMicroseconds(['', year, month, day, ...time.slice(0, 4)]) : findTime(before!),
    observer: 'gateway',
    ...(word === 'sent'
      ? { direction: 'sent', source: own, destination: peer }
      : { direction: 'received', source: peer, destination: own }),
  };
}

function envelopeOfGsx([words, , , , , , , sending, ownHost, ownPort, peerHost, peerPort]: RegExpExecArray): Envelope {
  const [, day, month, year, ...time] = GSX_TIME.exec(words)!;
  const own = endpoint(ownHost!, ownPort!);
  const peer = endpoint(peerHost!, peerPort!);
  return {
    time: epochMicroseconds(['', year, month, day, ...time]),
    observer: 'gateway',
    ...(sending ? { direction: 'sent', source: own, destination: peer } : { direction: 'received', source: peer, destination: own }),
  };
}

const endpoint = (host: string, port: string): Endpoint => ({ ...parseEndpoint(`[${host}]`), port: Number(port) });
