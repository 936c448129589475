import { type Line, sliceLine, splitEscaped } from '../../text/lines';
import { collectMessage } from '../collect';
import { findTime, parseEndpoint, parseTransport } from '../envelope';
import { START_IN_LOG, unescapeLines } from '../escapes';
import type { FoundMessage, Reader } from '../types';

const TECHNICOLOR = String.raw`(Recv from|Sen[td] to) (udp|tcp|tls): ?(\S{1,100}) (\d\d(?::\d\d){2,3}:\d{3}) \((\d{1,9}) bytes\)`;
const SIPURA = String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,100} ${START_IN_LOG}\^M(?= )`;
const FORTIGATE = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d sip port \d{1,9} (\S{1,100}:\d{1,5}) -> (\S{1,100}:\d{1,5})(?=[ \t]{0,4}(?:\r{0,3}\n|\r))`;

const START = new RegExp(START_IN_LOG);
const TECHNICOLOR_LINE = new RegExp(`^${TECHNICOLOR}`);
const SIPURA_LINE = new RegExp(`^${SIPURA}`);

/** Forms that are rare: Technicolor phones, the syslog of Sipura (Linksys) adapters, and FortiGate's SIP debug. */
export const miscVendor: Reader = {
  format: 'misc-vendor',
  title: 'Technicolor, Sipura or FortiGate',
  boundary: new RegExp(`^(?:${TECHNICOLOR}|${SIPURA}|${FORTIGATE})`, 'gm'),
  read: lines => {
    const first = lines[0];
    if (!first) return undefined;
    const technicolor = TECHNICOLOR_LINE.exec(first.text);
    if (technicolor) return readTechnicolor(lines.slice(1), technicolor);
    const fortigate = /^\S{10} \S{8} sip port \d{1,9} (\S{1,100}) -> (\S{1,100})/.exec(first.text);
    if (fortigate) return readFortigate(lines.slice(1), fortigate);
    return readSipura(lines);
  },
};

/** The time is that since the phone was started. */
function readTechnicolor(lines: readonly Line[], [, words, transport, address, , length]: RegExpExecArray): FoundMessage | undefined {
  const peer = parseEndpoint(address!);
  return collectMessage(unescapeLines(lines), {
    transport: parseTransport(transport!),
    observer: 'endpoint',
    loggedLength: Number(length),
    ...(words === 'Recv from' ? { direction: 'received', source: peer } : { direction: 'sent', destination: peer }),
  });
}

/** The whole message stands on one line, with `^M ` for each line end. */
function readSipura(lines: readonly Line[]): FoundMessage | undefined {
  const first = lines[0]!;
  if (!SIPURA_LINE.test(first.text)) return undefined;
  const start = first.text.search(START);
  return collectMessage(splitEscaped(sliceLine(first, start), /\^M(?: |$)/g), {
    time: findTime(first.text.slice(0, start)),
    observer: 'endpoint',
  });
}

const ASCII = new RegExp(String.raw`\((?=${START_IN_LOG}\.\.[A-Za-z-]{1,40} ?:)`);
/** Two dots stand for a line end; a value may have dots too. */
const DOTS = /\.\.(?=[A-Za-z][A-Za-z-]{0,40} ?:|[a-z]=|\.\.|\)|$)/g;
const FORTIGATE_LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d sip /;

/** `read [(0,515) (hex)(text)]`, behind a line with both addresses; only text on one line is read. */
function readFortigate(lines: readonly Line[], [words, source, destination]: RegExpExecArray): FoundMessage | undefined {
  for (const [index, line] of lines.entries()) {
    // The next line says what was done; what is logged behind that is something else.
    if (index > 0 && FORTIGATE_LINE.test(line.text)) break;
    const ascii = ASCII.exec(line.text);
    if (!ascii) continue;
    const text = sliceLine(line, ascii.index + 1, line.text.trimEnd().endsWith(')]') ? line.text.lastIndexOf(')]') : undefined);
    return collectMessage(splitEscaped(text, DOTS), {
      time: findTime(words),
      observer: 'gateway',
      source: parseEndpoint(source!),
      destination: parseEndpoint(destination!),
    });
  }
  return undefined;
}
