import type { Endpoint, FormatId, Transport } from '../types';
import { hasVerbatimMessage, linesOf } from './lines';
import { epochTime, treeLine, type TreeLine } from './treeLines';
import type { ConversionSink, Converter } from './types';
import { bytesOf } from './utf8';

const FRAME = /^Frame (\d{1,12})(?:: | \()/;
const SIP = /^Session Initiation Protocol \(([^)]{1,100})\)/;
const START_LINE = /^(?:Request-Line|Status-Line): /;
/** A line of the description: `Media Attribute (a): sendrecv`. */
const SDP_LINE = /^[A-Z][A-Za-z ,/-]{1,60} \(([a-z])\):(?: (.*))?$/s;
/** What the tree prints of a line that it does not know. */
const UNKNOWN_SDP_LINE = /^(?:Unknown|Invalid line): ([a-z]=.*)$/s;
const PART_BOUNDARY = /^(?:First|Last)? ?[Bb]oundary: (.*)$/s;

/** Addresses of messages of which the text tells none: a copied part of a tree. */
const NOWHERE: Endpoint = { host: '0.0.0.0', port: 0 };

/** Whether a text has trees of SIP in it, without the raw text that tshark prints beside them when it is told to. */
const isTree = (sample: string): boolean =>
  /^Session Initiation Protocol \([^)\n]{1,100}\)\r?$/m.test(sample) &&
  /^ {4}(?:Request|Status)-Line: /m.test(sample) &&
  !sample.includes('(SIP as raw text)') &&
  !hasVerbatimMessage(sample);

/** The tree of a frame has lines below its first only where all protocols are printed. */
const isWhole = (sample: string): boolean => /^Frame \d[^\n]{0,200}\r?\n {4}/m.test(sample);

const treeConverter = (format: FormatId, title: string, claims: Converter['claims']): Converter => ({
  format,
  title,
  claims,
  convert: (text, sink) => new TreeReader(sink).read(text),
});

/** tshark -V, and what Wireshark exports as plain text. */
export const tsharkTree = treeConverter('tshark-V', 'tshark -V', sample => isTree(sample) && isWhole(sample));

/** tshark -O sip,sdp: of the other protocols there is one line each, and so no time. */
export const tsharkSipTree = treeConverter('tshark-O-sip', 'tshark -O sip,sdp', isTree);

/** Reads trees: what is known of the packet from its outer lines, and the messages from theirs. */
class TreeReader {
  private number: number | undefined;
  private time: number | undefined;
  private hosts: readonly [string, string] | undefined;
  private ports: readonly [number, number] | undefined;
  private inner: 'UDP' | 'TCP' | 'SCTP' = 'UDP';
  private tls = false;
  private webSocket = false;
  private message: TreeMessage | undefined;
  private timed = false;
  private addressed = true;
  private cutHeaders = 0;
  private cutLines = 0;
  private lostBodies = 0;

  constructor(private readonly sink: ConversionSink) {}

  read(text: string): void {
    for (const line of linesOf(text)) this.line(line);
    this.end();
    const { sink } = this;
    if (!this.timed) sink.problem('The text gives no times: messages stand in its order.');
    if (!this.addressed) sink.problem('The text does not tell the addresses of some messages: they are given as 0.0.0.0.');
    const { cutHeaders, cutLines, lostBodies } = this;
    if (cutHeaders > 0)
      sink.problem(
        `${count(cutHeaders, 'header field')} ${cutHeaders === 1 ? 'was' : 'were'} too long for the tool, which cut ${cutHeaders === 1 ? 'it' : 'them'}.`,
      );
    if (cutLines > 0)
      sink.problem(
        `${count(cutLines, 'line')} of descriptions ${cutLines === 1 ? 'was' : 'were'} too long for the tool, which cut ${cutLines === 1 ? 'it' : 'them'}: cut attributes are left out.`,
      );
    if (lostBodies > 0)
      sink.problem(`${lostBodies === 1 ? 'A body that is' : `${lostBodies} bodies that are`} no SDP cannot be put together from a tree.`);
  }

  private line(line: string): void {
    const frame = FRAME.exec(line);
    if (frame) {
      this.end();
      this.number = Number(frame[1]);
      this.time = undefined;
      this.hosts = undefined;
      this.ports = undefined;
      this.inner = 'UDP';
      this.tls = false;
      this.webSocket = false;
      return;
    }
    if (line !== '' && !line.startsWith(' ')) this.layer(line);
    else if (this.message) this.message.add(treeLine(line));
    else this.time = epochTime(line) ?? this.time;
  }

  /** A line without indentation: a protocol. */
  private layer(line: string): void {
    this.end();
    if (SIP.test(line)) {
      this.message = new TreeMessage();
      return;
    }
    if (line.startsWith('Internet Protocol')) {
      const source = hostBehind(line, 'Src: ');
      const destination = hostBehind(line, 'Dst: ');
      // The packet inside of a tunnel is the one that counts.
      if (source && destination) this.hosts = [source, destination];
      return;
    }
    const transport = /^(User Datagram|Transmission Control|Stream Control Transmission) Protocol/.exec(line)?.[1];
    if (transport) {
      const source = portBehind(line, 'Src Port: ');
      const destination = portBehind(line, 'Dst Port: ');
      if (source !== undefined && destination !== undefined) this.ports = [source, destination];
      this.inner = transport === 'User Datagram' ? 'UDP' : transport === 'Transmission Control' ? 'TCP' : 'SCTP';
    } else if (/^(?:Transport Layer Security|Secure Sockets Layer)/.test(line)) this.tls = true;
    else if (line.startsWith('WebSocket')) this.webSocket = true;
  }

  private end(): void {
    const { message, hosts, ports } = this;
    this.message = undefined;
    if (!message?.hasStart) return;
    if (this.time !== undefined) this.timed = true;
    if (!hosts) this.addressed = false;
    this.cutHeaders += message.cutHeaders;
    this.cutLines += message.cutLines;
    if (message.lacksBody) this.lostBodies++;
    this.sink.message({
      number: this.number,
      time: this.time,
      source: hosts ? { host: hosts[0], port: ports?.[0] } : NOWHERE,
      destination: hosts ? { host: hosts[1], port: ports?.[1] } : NOWHERE,
      transport: this.transport,
      bytes: bytesOf(message.text()),
    });
  }

  private get transport(): Transport {
    if (this.webSocket) return this.tls ? 'WSS' : 'WS';
    return this.tls && this.inner === 'TCP' ? 'TLS' : this.inner;
  }
}

const count = (many: number, word: string): string => `${many} ${word}${many === 1 ? '' : 's'}`;

/** The address of `Src: 192.0.2.1`, or of `Src: phone.example (192.0.2.1)`. */
function hostBehind(line: string, word: string): string | undefined {
  const at = line.indexOf(word);
  if (at < 0) return undefined;
  const rest = line.slice(at + word.length, at + word.length + 400).split(',')[0]!;
  return (/\(([0-9a-f.:]{2,45})\)/i.exec(rest) ?? /^([0-9a-f.:]{2,45})(?=\s|$)/i.exec(rest))?.[1]?.toLowerCase();
}

/** The number of `Src Port: 5060`, or of `Src Port: sip (5060)`. */
function portBehind(line: string, word: string): number | undefined {
  const at = line.indexOf(word);
  if (at < 0) return undefined;
  const digits = /(\d{1,5})\)?\s*$/.exec(line.slice(at + word.length, at + word.length + 100).split(',')[0]!)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** One message of SIP as its tree tells it. */
class TreeMessage {
  cutHeaders = 0;
  cutLines = 0;
  private start = '';
  private readonly headers: string[] = [];
  private readonly body: string[] = [];
  private section: 'start' | 'headers' | 'body' = 'start';
  /** How deep the description stands; 0 while there is none. */
  private sdpDepth = 0;
  /** Depth of the parts of a multipart body; 0 where there are none. */
  private partDepth = 0;

  get hasStart(): boolean {
    return this.start !== '';
  }

  get lacksBody(): boolean {
    return this.section === 'body' && this.body.length === 0;
  }

  add(line: TreeLine): void {
    const { depth, text } = line;
    if (depth === 1) {
      if (START_LINE.test(text)) this.start = text.slice(text.indexOf(' ') + 1);
      else if (text === 'Message Header') this.section = 'headers';
      else if (text === 'Message Body') this.section = 'body';
      return;
    }
    if (this.section === 'headers' && depth === 2) this.header(line);
    else if (this.section === 'body') this.bodyLine(line);
  }

  private header({ text, cut }: TreeLine): void {
    // What the tool itself remarks stands in brackets, and is no part of the message.
    if (text.startsWith('[') || text.trim() === '') return;
    this.headers.push(withLineEnds(text));
    if (cut) this.cutHeaders++;
  }

  private bodyLine(line: TreeLine): void {
    const { depth, text } = line;
    if (text === 'Session Description Protocol') this.sdpDepth = depth;
    else if (depth === 2 && text.startsWith('MIME Multipart')) this.partDepth = 3;
    else if (this.sdpDepth > 0 && depth === this.sdpDepth + 1) this.sdpLine(line);
    else if (this.partDepth > 0 && depth === this.partDepth) this.boundary(text);
    else if (this.partDepth > 0 && depth === this.partDepth + 1 && text.endsWith('\\r\\n')) this.partHeader(text);
  }

  private sdpLine({ text, cut }: TreeLine): void {
    const match = SDP_LINE.exec(text);
    const line = match ? `${match[1]}=${match[2] ?? ''}` : UNKNOWN_SDP_LINE.exec(text)?.[1];
    if (line === undefined) return;
    if (cut) this.cutLines++;
    // Half an attribute would be read as a wrong one; an m= line must stay, since what follows belongs to it.
    if (!cut || !line.startsWith('a=')) this.body.push(line);
  }

  private boundary(text: string): void {
    const value = PART_BOUNDARY.exec(text)?.[1];
    if (value === undefined) return;
    this.sdpDepth = 0;
    this.body.push(value.replaceAll('\\r\\n', ''));
  }

  private partHeader(text: string): void {
    this.body.push(text.replace(/(?:\\r\\n)+$/, ''));
    if (text.endsWith('\\r\\n\\r\\n')) this.body.push('');
  }

  text(): string {
    return [this.start, ...this.headers, '', ...this.body, ''].join('\r\n');
  }
}

/** A header field that goes on in a further line is printed with its line ends as they are written in C. */
const withLineEnds = (text: string): string =>
  text.includes('\\r\\n')
    ? text
        .replace(/\\r\\n(?= |\\t)/g, '\r\n')
        .replaceAll('\\t', '\t')
        .replace(/(?:\\r\\n)+$/, '')
    : text;
