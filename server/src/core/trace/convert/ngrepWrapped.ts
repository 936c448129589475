import { epochMicroseconds, parseEndpoint, timeOfDay } from '../envelope';
import type { Endpoint, FormatId, Transport } from '../types';
import { hasVerbatimMessage, linesOf } from './lines';
import { dottedText, startsMessage, wantedLength } from './ngrepDots';
import type { ConversionSink, Converter } from './types';
import { bytesOf } from './utf8';

const HEADER =
  /^([UT]) (?:(?:(\d{4})\/(\d\d)\/(\d\d) )?(\d\d):(\d\d):(\d\d)\.(\d{1,6}) |\+(\d{1,12})\.(\d{1,6}) )?(\S{1,100}:\d{1,5}) -> (\S{1,100}:\d{1,5})(?: \[[A-Z]{1,12}\])?(?: #\d{1,12})?(?: (.*))?$/s;
/** ngrep prints two spaces before each line of what it wraps. */
const INDENT = '  ';
/** A packet has no more bytes, nor has a message that is put together from several. */
const LONGEST = 1 << 16;
/** Header fields that have not ended after so many bytes are handed on as they are. */
const LONGEST_HEADERS = 1 << 14;

const FIRST_LINE = String.raw`(?:SIP\/2\.0 [1-6]\d\d |[A-Z]{2,20} (?:sips?|tel|urn):)`;
const HEADER_LINE = String.raw`^[UT] [^\r\n]{1,300} -> \S{1,100}:\d{1,5}(?: \[[A-Z]{1,12}\])?(?: #\d{1,12})?`;
const WRAPPED = new RegExp(String.raw`${HEADER_LINE}\r?\n {2}\S{0,16}?${FIRST_LINE}`, 'm');
const ON_ONE_LINE = new RegExp(
  String.raw`${HEADER_LINE}(?: |\r?\n)\S{0,16}?${FIRST_LINE}[^\r\n]{0,2000}SIP\/2\.0[^\r\n]{0,300}?\.\.[A-Za-z-]{1,40} {0,4}:`,
  'm',
);
const RESPONSE_ON_ONE_LINE = new RegExp(
  String.raw`${HEADER_LINE}(?: |\r?\n)\S{0,16}?SIP\/2\.0 [1-6]\d\d [^\r\n]{0,300}?\.\.[A-Za-z-]{1,40} {0,4}:`,
  'm',
);

const ngrepConverter = (format: FormatId, title: string, claims: Converter['claims']): Converter => ({
  format,
  title,
  claims: sample => !hasVerbatimMessage(sample) && claims(sample),
  convert: (text, sink) => new NgrepReader(sink).read(text),
});

/** ngrep as it prints by default: lines as wide as the terminal, a dot for each byte that is none to print. */
export const ngrepDefault = ngrepConverter('ngrep-default', 'ngrep', sample => WRAPPED.test(sample));

/** ngrep -W none and -W single: each packet on one line. */
export const ngrepNoneSingle = ngrepConverter(
  'ngrep-none-single',
  'ngrep -W single',
  sample => ON_ONE_LINE.test(sample) || RESPONSE_ON_ONE_LINE.test(sample),
);

interface NgrepPacket {
  readonly protocol: 'U' | 'T';
  readonly time: number | undefined;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly lines: string[];
  length: number;
}

/** A message of a stream of which more is to come. */
interface Unfinished {
  readonly packet: NgrepPacket;
  payload: string;
  /** How long it is to become; undefined while that is not known. */
  wanted: number | undefined;
}

/** Reads packets, and puts those of a stream together where a message goes on. */
class NgrepReader {
  private packet: NgrepPacket | undefined;
  private elapsed: number | undefined;
  private readonly unfinished = new Map<string, Unfinished>();
  private timed = false;

  constructor(private readonly sink: ConversionSink) {}

  read(text: string): void {
    for (const line of linesOf(text)) {
      const match = HEADER.exec(line);
      if (match) {
        this.end();
        this.packet = this.begin(match);
      } else if (line === '' || /^#+$/.test(line)) this.end();
      else this.add(line);
    }
    this.end();
    for (const { packet, payload } of this.unfinished.values()) this.hand(packet, payload);
    if (!this.timed) this.sink.problem('The text gives no times: messages stand in its order.');
    this.sink.problem(
      'ngrep prints a dot for each line end and for each byte that is no ASCII: line ends are put back where a line must begin.',
    );
  }

  private add(line: string): void {
    const { packet } = this;
    if (!packet || packet.length > LONGEST) return;
    packet.lines.push(line);
    packet.length += line.length;
  }

  private begin(match: RegExpExecArray): NgrepPacket {
    const rest = match[13];
    return {
      protocol: match[1] as 'U' | 'T',
      time: this.timeOf(match),
      source: parseEndpoint(match[11]!),
      destination: parseEndpoint(match[12]!),
      lines: rest === undefined || rest === '' ? [] : [rest],
      length: rest?.length ?? 0,
    };
  }

  private timeOf([, , year, month, day, hours, minutes, seconds, fraction, whole, part]: RegExpExecArray): number | undefined {
    if (hours !== undefined) {
      this.timed = true;
      return year === undefined
        ? timeOfDay(hours, minutes!, seconds!, fraction)
        : epochMicroseconds(['', year, month, day, hours, minutes, seconds, fraction]);
    }
    if (whole === undefined) return undefined;
    this.timed = true;
    // The first difference is that to nothing at all.
    this.elapsed = this.elapsed === undefined ? 0 : this.elapsed + Number(whole) * 1e6 + Number(part!.padEnd(6, '0'));
    return this.elapsed;
  }

  private end(): void {
    const { packet } = this;
    this.packet = undefined;
    if (!packet || packet.lines.length === 0) return;
    const payload = unwrapped(packet.lines);
    if (packet.protocol === 'U') this.hand(packet, payload);
    else this.stream(packet, payload);
  }

  /** A message of a stream begins in one packet and may go on in others. */
  private stream(packet: NgrepPacket, payload: string): void {
    const key = `${packet.source.host} ${packet.source.port} ${packet.destination.host} ${packet.destination.port}`;
    const known = this.unfinished.get(key);
    const begins = startsMessage(payload);
    if (begins) {
      if (known) this.hand(known.packet, known.payload);
      this.unfinished.delete(key);
      this.goOn(key, { packet, payload, wanted: undefined });
    } else if (known) {
      known.payload += payload;
      this.goOn(key, known);
    }
  }

  private goOn(key: string, open: Unfinished): void {
    open.wanted ??= wantedLength(open.payload);
    const { length } = open.payload;
    if (length >= (open.wanted ?? LONGEST_HEADERS) || length > LONGEST) {
      this.unfinished.delete(key);
      this.hand(open.packet, open.payload);
    } else this.unfinished.set(key, open);
  }

  private hand({ protocol, time, source, destination }: NgrepPacket, payload: string): void {
    for (const text of dottedText(payload)) {
      this.sink.message({ time, source, destination, transport: transportOf(protocol, text), bytes: bytesOf(text) });
    }
  }
}

/** What can be read in a packet is not encrypted: over TCP it is a WebSocket where the message says so. */
const transportOf = (protocol: 'U' | 'T', text: string): Transport =>
  protocol === 'U' ? 'UDP' : /^(?:Via|v)[ \t]*:[ \t]*SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*WSS?\b/im.test(text.slice(0, 8192)) ? 'WS' : 'TCP';

/** The payload of a packet in one piece. A full line that ends in spaces may have lost them on its way through a clipboard. */
function unwrapped(lines: readonly string[]): string {
  const [first = ''] = lines;
  const isIndented = lines.every(line => line.startsWith(INDENT));
  if (lines.length === 1) return (isIndented ? first.slice(INDENT.length) : first).trimEnd();
  const width = lines.reduce((most, line) => Math.max(most, line.length), 0);
  const last = lines.length - 1;
  const start = isIndented ? INDENT.length : 0;
  return lines.map((line, index) => (index === last ? line.trimEnd() : line.padEnd(width)).slice(start)).join('');
}
