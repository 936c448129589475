import type { Message } from '../../call/types';
import { headerFact } from '../../sip/headerTable';
import { OPTION_TAGS } from '../../sip/optionTags';
import type { Header } from '../../sip/types';
import { type HeaderPart, headerParts } from '../../sip/values/parts';
import { code, paragraphs, rfcLink } from '../markdown';
import type { Standing } from '../position';
import { lookUp } from './decoder';
import { ADDRESS_DECODERS, addressPart } from './headers/addresses';
import { CAPABILITY_DECODERS } from './headers/capabilities';
import type { HeaderContext, HeaderDecoder } from './headers/decoder';
import { END_DECODERS } from './headers/ends';
import { NUMBER_DECODERS } from './headers/numbers';
import { SECURITY_DECODERS } from './headers/security';
import { via } from './headers/via';
import type { CleanHover } from './sdpLine';
import { settingsLine } from './settings';

const DECODERS: Readonly<Record<string, HeaderDecoder>> = {
  ...ADDRESS_DECODERS,
  ...CAPABILITY_DECODERS,
  ...END_DECODERS,
  ...NUMBER_DECODERS,
  ...SECURITY_DECODERS,
  via,
};

/** The hover over a header: over one of its parts where that can be told, else over the header. */
export function headerHover(message: Message, header: Header, position: number, standing: Standing): CleanHover {
  const raw = message.text.slice(header.valueSpan.start, header.valueSpan.end);
  const context: HeaderContext = { message, header, parts: headerParts(raw, header.valueSpan.start), standing };
  const decoder = lookUp(DECODERS, header.name) ?? {};
  const part = context.parts.find(one => position >= one.span.start && position < one.span.end);
  return (part && partHover(context, part, decoder)) ?? rowHover(context, decoder, position);
}

/** What a part says; undefined where there is nothing to say but what the whole header says. */
function partHover(context: HeaderContext, part: HeaderPart, decoder: HeaderDecoder): CleanHover | undefined {
  const fact = headerFact(context.header.name);
  const label = part.name === '' ? undefined : fact?.parameters && lookUp(fact.parameters, part.name);
  const words = decoder.part?.(context, part) ?? label ?? addressPart(part);
  if (words === undefined || !fact) return undefined;
  const shown = part.name !== '' && decoder.secret?.includes(part.name) ? part.name : textOf(context, part);
  const reference = optionReference(context.header.name, part) ?? fact.reference;
  return {
    span: part.span,
    markdown: paragraphs([`**${code(shown)} = ${words}**`, `${fact.name}: ${fact.title}`, reference && rfcLink(reference)]),
  };
}

const textOf = ({ message }: HeaderContext, { span }: HeaderPart): string => message.text.slice(span.start, span.end);

/** An option tag has an RFC of its own. */
const optionReference = (name: string, part: HeaderPart) =>
  /^(?:supported|require|proxy-require|unsupported)$/.test(name) ? lookUp(OPTION_TAGS, part.value.toLowerCase())?.reference : undefined;

function rowHover(context: HeaderContext, decoder: HeaderDecoder, position: number): CleanHover {
  const { header, message } = context;
  const fact = headerFact(header.name);
  const onName = position >= header.nameSpan.start && position < header.nameSpan.end;
  const span = onName ? header.nameSpan : { start: header.nameSpan.start, end: header.valueSpan.end };
  const written = message.text.slice(header.nameSpan.start, header.nameSpan.end);
  if (!fact)
    return {
      span,
      markdown: paragraphs([
        `**${code(written)}: not a registered header**`,
        'Who does not know it passes over it, and a proxy passes it on. A back-to-back user agent drops it unless it is told to copy it.',
        rfcLink({ rfc: 3261, section: '8.2.2' }),
      ]),
    };
  const told = (decoder.line?.(context) ?? []).filter(one => one !== undefined).map(one => `- ${one}`);
  return {
    span,
    markdown: paragraphs([
      `**${fact.name}: ${fact.title}**`,
      written.length === 1 ? `${code(written)} is its compact form.` : undefined,
      ...told,
      fact.explanation,
      settingsLine(fact.settings),
      fact.reference && rfcLink(fact.reference),
    ]),
  };
}
