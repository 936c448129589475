import type { Description } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { type CandidateField, candidateExtension, candidateFields } from '../../sdp/candidate';
import type { SdpLine } from '../../sdp/types';
import type { Span } from '../../text/span';
import { BROWSER_CALL, EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { list } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { candidateLines, isTakenUp, usesIce } from './support';

const EXAMPLE = 'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host';

export const candidateSyntax: Rule = {
  id: 'ice/candidate-syntax',
  title: 'Malformed ICE candidate',
  severity: 'error',
  references: [
    { rfc: 8839, section: '5.1' },
    { rfc: 6544, section: '4.5' },
  ],
  explanation:
    'A candidate line has, with one space between them: foundation, component (1 to 256), transport, priority (1 to 2³¹ − 1), address, port, the word `typ` and the type. Browsers read a description whole: one candidate that they cannot read, and Chrome refuses all of it ("Expect at least 8 fields."), also for two spaces in a row, which Firefox takes. Gateways mostly skip the line.',
  quiet:
    'Addresses and values that a log has masked are left alone, and so are extensions that nobody has to know, and other transports on a leg that no browser reads. It is a warning where a browser sent the line, and information where the other side answered with ICE all the same. It is quiet on a SIP leg whose other side does not speak ICE.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass'),
    status: 200,
    answer: exampleBrowserAudio('active', [...EXAMPLE_BROWSER_LINES, EXAMPLE.replace('typ host', 'host')]),
  }),
  good: BROWSER_CALL,
  cures: [],
  attributes: ['candidate'],
  checkDescription: function* (one) {
    if (!usesIce(one)) return;
    const faults = candidateLines(one.sdp).flatMap(line => {
      const fault = faultOf(line, one.leg.kind === 'webrtc');
      return fault ? [fault] : [];
    });
    if (faults.length > 0) yield report(one, faults);
  },
};

interface Fault {
  readonly line: SdpLine;
  readonly span: Span;
  readonly text: string;
  /** Chrome takes no description with such a line. */
  readonly fatal: boolean;
  /** Only the spaces between the words are wrong. */
  readonly spacing?: true;
}

function faultOf(line: SdpLine, inBrowser: boolean): Fault | undefined {
  const fields = candidateFields(line);
  const fault = (span: Span, text: string, fatal = true): Fault => ({ line, span, text, fatal });
  const [, component, transport, priority, address, port, typ, type] = fields;
  if (!component || !transport || !priority || !address || !port || !typ || !type)
    return isCutOff(fields) ? undefined : fault(line.span, `it has ${fields.length} of the 8 words that it needs`);
  if (typ.text !== 'typ') return fault(line.span, `the seventh word is ${quoted(typ)} and not "typ"`);
  const numbers: readonly [CandidateField, string, number, number][] = [
    [component, 'component', 1, 256],
    [priority, 'priority', 1, 2 ** 31 - 1],
    [port, 'port', 0, 65535],
  ];
  for (const [field, name, least, most] of numbers) {
    if (/^[*xX<[]/.test(field.text)) continue;
    const value = /^\d{1,12}$/.test(field.text) ? Number(field.text) : Number.NaN;
    // Chrome reads priorities of 32 bits, and any number as a component.
    if (!(value >= least && value <= most))
      return fault(field.span, `the ${name} is ${quoted(field)}`, Number.isNaN(value) || name === 'port');
  }
  // Any word may name a transport (RFC 8839 section 5.1): Teams says tcp-act. Only a browser takes no word that it does not know.
  if (inBrowser && !/^(udp|tcp|ssltcp)$/i.test(transport.text)) return fault(transport.span, `the transport is ${quoted(transport)}`);
  if (!/^(host|srflx|prflx|relay)$/.test(type.text)) return fault(type.span, `the type is ${quoted(type)}`);
  if (/^[\d.]+$/.test(address.text) && !isIpv4(address.text)) return fault(address.span, `the address is ${quoted(address)}`, false);
  const tcpType = candidateExtension(fields, 'tcptype');
  if (tcpType !== undefined && !/^(active|passive|so)$/.test(tcpType)) return fault(line.span, `tcptype is "${tcpType.slice(0, 40)}"`);
  if (tcpType !== undefined && /^udp$/i.test(transport.text)) return fault(line.span, 'a UDP candidate has a tcptype');
  const spaced = /^a=candidate:[ \t]|\S(?:[ \t]{2,64}|\t)\S/.test(line.text.slice(0, 1024));
  return spaced ? { ...fault(line.span, 'its words are not parted by one space each'), spacing: true } : undefined;
}

const isIpv4 = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every(octet => Number(octet) < 256);

/** A log that ends its lines early does not make a malformed candidate. */
const isCutOff = (fields: readonly CandidateField[]): boolean => /…|\.\.\.$/.test(fields[fields.length - 1]?.text ?? '');

const quoted = (field: CandidateField): string => `"${field.text.slice(0, 40)}"`;

function report(one: Description, faults: readonly Fault[]): Finding {
  const first = faults.find(fault => fault.fatal) ?? faults[0]!;
  const toBrowser = one.leg.kind === 'webrtc' && one.fromGateway !== false;
  const refuses = toBrowser && first.fatal && !isTakenUp(one);
  const happens = isTakenUp(one)
    ? 'The other side answered all the same.'
    : refuses
      ? `Chrome refuses the whole ${one.side} for it${first.spacing ? ' (Firefox takes it)' : ''}.`
      : 'The other side skips it.';
  const spaced = faults.filter(fault => fault.spacing);
  return finding(candidateSyntax, {
    severity: isTakenUp(one) ? 'info' : refuses ? 'error' : 'warning',
    message: one.message,
    span: first.span,
    places: faults.filter(fault => fault !== first).map(fault => fault.span),
    text: `${faults.length === 1 ? 'This candidate is' : `${faults.length} candidates are`} malformed: ${list([...new Set([first, ...faults].map(fault => fault.text))])}. ${happens} It should read like ${EXAMPLE}.`,
    fixes:
      spaced.length > 0
        ? [
            {
              title: 'Put one space between the words of the candidate',
              safety: 'safe',
              message: one.message,
              edits: () => spaced.map(({ line }) => replace(line.span, tidied(line))),
            },
          ]
        : [],
    verdict: refuses
      ? {
          weight: 82,
          text: `${one.side === 'answer' ? 'The call is picked up and drops at once' : 'The call fails'}: ${first.spacing ? 'Chrome' : 'the browser'} cannot read a candidate in the gateway's ${one.side}, and refuses all of it.`,
        }
      : undefined,
  });
}

const tidied = (line: SdpLine): string => `a=${line.attribute}:${(line.attributeValue ?? '').trim().replace(/[ \t]+/g, ' ')}`;
