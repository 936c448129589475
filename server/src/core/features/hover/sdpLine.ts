import type { SdpFact } from '../../sdp/fact';
import { attributeFact } from '../../sdp/attributes/index';
import { lineFact } from '../../sdp/lines';
import type { Sdp, SdpLine, Token } from '../../sdp/types';
import type { GatewaySettings } from '../../sip/fact';
import type { Message } from '../../call/types';
import type { Span } from '../../text/span';
import { code, paragraphs, rfcLink } from '../markdown';
import { legTitle, type Standing } from '../position';
import { ICE_DECODERS } from './candidate';
import { CODEC_DECODERS } from './codec';
import { type Decoder, type LineContext, lookUp } from './decoder';
import { IDENTIFIER_DECODERS } from './identifiers';
import { LINE_DECODERS } from './media';
import { otherMediaFact } from './otherMedia';
import { partsOf } from './parts';
import { SECURITY_DECODERS } from './security';
import { settingsLine } from './settings';

const ATTRIBUTE_DECODERS: Readonly<Record<string, Decoder>> = {
  ...ICE_DECODERS,
  ...SECURITY_DECODERS,
  ...CODEC_DECODERS,
  ...IDENTIFIER_DECODERS,
};

/** A hover in the clean text of a message. */
export interface CleanHover {
  readonly span: Span;
  readonly markdown: string;
}

/** The hover over a line of a description: over one of its parts, or over the line. */
export function sdpHover(message: Message, sdp: Sdp, line: SdpLine, position: number, standing: Standing): CleanHover {
  const section = sdp.media[line.section];
  const fact = (line.type === 'm' && section && otherMediaFact(section)) || factOf(line);
  const parts = partsOf(line);
  const context: LineContext = { message, sdp, line, section, fact, parts, standing };
  const decoder = decoderOf(line);
  const part = parts.find(one => position >= one.span.start && position < one.span.end);
  if (part && part.name !== 'rest' && !isWhole(line, part)) {
    const told = [`**${partTitle(context, part, decoder)}**`, partName(context, part, decoder), decoder.partNote?.(context, part)];
    return { span: part.span, markdown: paragraphs([...told, ...footer(context, decoder.about?.(context, part), true)]) };
  }
  const common = footer(context, decoder.about?.(context), false);
  const values = (decoder.line?.(context) ?? []).filter(one => one !== undefined).map(one => `- ${one}`);
  return { span: line.span, markdown: paragraphs([`**${nameOf(line)}: ${fact.title}**`, ...values, fact.explanation, ...common]) };
}

/** The row of a line; for an attribute that is not in our tables that of a= with a word on it. */
function factOf(line: SdpLine): SdpFact {
  if (line.type === 'a') {
    const known = attributeFact(line.attribute ?? '');
    if (known) return known;
    return { ...lineFact('a')!, title: 'an attribute that is not in our tables' };
  }
  const known = lineFact(line.type);
  if (known) return known;
  return {
    name: '',
    example: '',
    title: 'not a line of SDP',
    explanation: 'A line is a letter, `=` and a value, without spaces around the `=`.',
    reference: { rfc: 8866, section: '5' },
  };
}

const decoderOf = (line: SdpLine): Decoder =>
  (line.type === 'a' ? lookUp(ATTRIBUTE_DECODERS, line.attribute ?? '') : lookUp(LINE_DECODERS, line.type)) ?? {};

/** `a=rtpmap`, `m=`; the name of an unknown attribute comes from the trace. */
function nameOf(line: SdpLine): string {
  if (line.type === 'a') return code(`a=${line.attribute ?? ''}`);
  return line.type ? code(`${line.type}=`) : 'This line';
}

/** A flag has one token, its own name, and an unread line its whole value: these are the line itself. */
const isWhole = (line: SdpLine, part: Token): boolean =>
  part.name === 'value' && part.text === line.value ? true : part.span.start === line.valueStart && part.text === line.attribute;

/** What the table says of a part; its name may come from the trace. */
const labelOf = ({ fact }: LineContext, part: Token): string | undefined => fact.parts && lookUp(fact.parts, part.name);

/** The part with its value in words: what it says if that can be told, else what it is. */
function partTitle(context: LineContext, part: Token, decoder: Decoder): string {
  const words = decoder.part?.(context, part) ?? labelOf(context, part);
  if (decoder.secret?.includes(part.name)) return words ?? 'not shown here';
  return `${code(part.text)} = ${words ?? 'part of the line'}`;
}

/** Which part of which line this is. */
function partName(context: LineContext, part: Token, decoder: Decoder): string {
  const label = decoder.part?.(context, part) === undefined ? undefined : labelOf(context, part);
  return label ? `${nameOf(context.line)}, ${label}` : `${nameOf(context.line)}: ${context.fact.title}`;
}

/** Leg, settings and RFC. What is said of a part or a codec stands in place of what is said of the line. */
function footer(context: LineContext, about: Pick<SdpFact, 'reference' | 'settings'> | undefined, part: boolean): (string | undefined)[] {
  const { fact } = context;
  const references = part && about?.reference ? [about.reference] : [fact.reference, about?.reference];
  const links = references.flatMap(one => (one ? [rfcLink(one)] : []));
  return [legNote(context, !(part && about)), settingsLine(about ? about.settings : settingsOf(context)), links.join(', ')];
}

/** Where the line stands, and what that means for it. */
function legNote({ fact, standing }: LineContext, full: boolean): string | undefined {
  const { leg, side, exchange } = standing;
  if (!leg) return undefined;
  const note = leg.kind === 'webrtc' ? fact.browser : leg.kind === 'sip' ? fact.sip : undefined;
  const role = side
    ? `, ${side}${exchange && exchange.carrier !== 'INVITE' && exchange.carrier !== 'bare' ? ` (${exchange.carrier})` : ''}`
    : '';
  const title = legTitle(leg);
  return `*${title[0]!.toUpperCase()}${title.slice(1)}${role}.*${full && note ? ` ${note.text}` : ''}`;
}

function settingsOf({ fact, standing }: LineContext): GatewaySettings | undefined {
  const note = standing.leg?.kind === 'webrtc' ? fact.browser : standing.leg?.kind === 'sip' ? fact.sip : undefined;
  return note?.settings ?? fact.settings;
}
