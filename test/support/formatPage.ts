import { existsSync, readFileSync } from 'node:fs';
import { openTrace } from '../../server/src/core/trace/openTrace';
import { converters } from '../../server/src/core/trace/convert/index';
import { PREFIXES } from '../../server/src/core/trace/prefixes';
import { readers } from '../../server/src/core/trace/readers/index';
import type { Envelope, FormatId } from '../../server/src/core/trace/types';
import { framings, manyMessages, printTrace } from './framings';

/** How many samples of each form `npm run corpus -- --samples docs/samples.json` has read. */
const SAMPLES = 'docs/samples.json';

/** The page of the forms that are read: docs/formats.md. What a form tells is taken from a trace that is printed and read. */
export function formatPage(): string {
  const samples: Record<string, { samples: number; messages: number }> = existsSync(SAMPLES)
    ? JSON.parse(readFileSync(SAMPLES, 'utf8'))
    : {};
  const count = (format: FormatId): string => (samples[format] ? `${samples[format].samples}: ${samples[format].messages} messages` : '');
  const inPlace = readers.map(({ format, title }) => row(title, format, told(format), count(format)));
  const converted = converters.map(({ format, title }) => row(title, format, 'converted text', count(format)));
  return `${[
    '# Formats',
    '<!-- Written by `npm run docs`: change the readers, not this page. -->',
    'What SIP Trace reads, and what each form tells of a message besides its text. Findings, hovers and fixes stand in the log itself, prefixes and escapes and all; what is not verbatim (trees, JSON, hex, wrapped lines) opens as converted text beside it.',
    ['| form | name in reports | tells | samples read |', '|---|---|---|---|', ...inPlace, ...new Set(converted)].join('\n'),
    `Captures: pcap, pcapng, also gzipped. Several logs in one text are read together. Any of them may have something before every line: ${PREFIXES.map(prefix => prefix.title).join(', ')}. Colour codes, dots for CRs, escaped line ends (\`#015#012\`, \`\\r\\n\`, \`^M\`) and a lost empty line before the body are no obstacle.`,
    `Whole logs that were wrapped are read as converted text too: as JSON (Docker, the journal, loggers and clouds; a line in each object, or all of it one string), in the source of a web page or mail (\`&lt;sip:\`), or with lines that a mail program or a terminal has cut. So is the output of a tool behind \`> \`, an indentation or line numbers. A description in JSON or in a browser's console (\`{"type":"offer","sdp":"v=0\\r\\n…"}\`) is read where it stands.`,
    "SIPp `-trace_shortmsg` and tshark's summary hold start lines only: there is nothing in them to check.",
  ].join('\n\n')}\n`;
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const FACTS: readonly [name: string, key: keyof Envelope][] = [
  ['direction', 'direction'],
  ['time', 'time'],
  ['from', 'source'],
  ['to', 'destination'],
  ['transport', 'transport'],
];

function told(format: FormatId): string {
  const framing = framings.find(one => one.format === format);
  if (!framing) return '';
  const envelopes = openTrace(printTrace(framing, manyMessages(2))).records.flatMap(record => record.message?.envelope ?? []);
  return FACTS.filter(([, key]) => envelopes.some(envelope => envelope[key] !== undefined))
    .map(([name]) => name)
    .join(', ');
}
