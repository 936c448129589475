import type { Message } from '../../call/types';
import { methodFact } from '../../sip/methods';
import { statusClass, statusFact } from '../../sip/responses';
import type { Fact } from '../../sip/fact';
import type { RequestLine, StatusLine } from '../../sip/types';
import type { Span } from '../../text/span';
import { code, escaped, paragraphs, rfcLink } from '../markdown';
import { legTitle, type Standing } from '../position';
import type { CleanHover } from './sdpLine';

/** The hover over the first line of a message. */
export function startLineHover(message: Message, start: RequestLine | StatusLine, position: number, standing: Standing): CleanHover {
  return start.kind === 'request' ? requestHover(message, start, position, standing) : statusHover(message, start, position, standing);
}

const on = (span: Span, position: number): boolean => position >= span.start && position < span.end;

function requestHover(message: Message, start: RequestLine, position: number, standing: Standing): CleanHover {
  const fact = methodFact(start.method);
  const meaning = [fact?.explanation, ...surroundings(message, standing), linkOf(fact)];
  if (on(start.uriSpan, position)) {
    return {
      span: start.uriSpan,
      markdown: paragraphs([
        `**${code(start.uri)} = where this ${code(start.method)} goes (Request-URI)**`,
        ...meaning.slice(1, -1),
        rfcLink({ rfc: 3261, section: '8.1.1.1' }),
      ]),
    };
  }
  const span = on(start.methodSpan, position) ? start.methodSpan : start.span;
  return { span, markdown: paragraphs([`**${code(start.method)}: ${fact?.title ?? 'not a registered method'}**`, ...meaning]) };
}

function statusHover(message: Message, start: StatusLine, position: number, standing: Standing): CleanHover {
  const fact = statusFact(start.status);
  const span = on(start.statusSpan, position) ? start.statusSpan : on(start.reasonSpan, position) ? start.reasonSpan : start.span;
  const title = fact ? fact.title : `not a registered status code; ${statusClass(start.status) || 'no class of it either'}`;
  // The reason phrase is free text: where it is not the usual one it is shown beside it.
  const own =
    fact && start.reason.trim() !== '' && start.reason.trim().toLowerCase() !== fact.title.toLowerCase()
      ? `, here ${code(start.reason)}`
      : '';
  const request = message.method ? ` Response to ${code(message.method)}.` : '';
  return {
    span,
    markdown: paragraphs([
      `**${start.status} ${title}${own}**`,
      `${fact?.explanation ?? ''}${request}`.trim(),
      ...surroundings(message, standing),
      linkOf(fact),
    ]),
  };
}

const linkOf = (fact: Fact | undefined): string | undefined => fact?.reference && rfcLink(fact.reference);

/** Leg and why, transport, parties, what it carries, and whether it was edited. */
function surroundings(message: Message, { leg, side, exchange }: Standing): string[] {
  const { source, destination, transport } = message.envelope;
  const told: string[] = [];
  if (leg) {
    const title = legTitle(leg);
    told.push(`- ${title[0]!.toUpperCase()}${title.slice(1)}: ${escaped(leg.reason)}`);
  } else told.push('- Not part of a call');
  const from = source && `${source.host}${source.port === undefined ? '' : ` port ${source.port}`}`;
  const to = destination && `${destination.host}${destination.port === undefined ? '' : ` port ${destination.port}`}`;
  const over = transport ?? message.via?.transport;
  if (from || to)
    told.push(
      `- From ${from ? code(from) : 'an unknown address'} to ${to ? code(to) : 'an unknown address'}${over ? `, over ${code(over)}` : ''}`,
    );
  else if (over) told.push(`- Over ${code(over)}`);
  if (leg && (leg.parties[0] || leg.parties[1]))
    told.push(
      `- Caller ${leg.parties[0] ? code(leg.parties[0]) : 'unknown'}, callee ${leg.parties[1] ? code(leg.parties[1]) : 'unknown'} on this leg`,
    );
  if (side) told.push(`- Carries the ${side}${exchange ? ` (${exchange.carrier})` : ''}`);
  if (message.edited) told.push('- **Edited:** the replies and the media in the trace were for the original');
  return told;
}
