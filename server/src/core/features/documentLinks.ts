import { type Analysis, toDocument } from '../analysis';
import type { Message } from '../call/types';
import { attributeFact } from '../sdp/attributes/index';
import type { Reference } from '../sip/fact';
import { headerFact } from '../sip/headerTable';
import type { Span } from '../text/span';
import { rfcUrl } from './markdown';

/** A place of the document and the section of an RFC that is about it. */
export interface DocumentLink {
  readonly span: Span;
  readonly target: string;
  readonly tooltip: string;
}

/** In longer documents, in UTF-16 units, there are no links: editors ask for them again after every change. */
const LONGEST = 5_000_000;

/** `RFC 3264`, `rfc3264`, `RFC 3264 section 5.1`, `RFC 3264, §5.1` */
const RFC = /\bRFC[ -]?(\d{3,5})\b(?:,? ?(?:§|section|sec\.) ?(\d{1,3}(?:\.\d{1,3}){0,5}))?/gi;

/**
 * Links to what defines a header or an attribute, on its name, and on the RFCs that the lines between messages name.
 * Editors underline links always, so each is there once in a document: where its name stands first. Over any other place the hover has it.
 */
export function documentLinks(analysis: Analysis): DocumentLink[] {
  if (analysis.trace.length > LONGEST) return [];
  const found: DocumentLink[] = [];
  const seen = new Set<string>();
  const add = (key: string, reference: Reference | undefined, span: () => Span): void => {
    if (seen.has(key)) return;
    seen.add(key);
    if (reference) found.push({ span: span(), target: rfcUrl(reference), tooltip: titleOf(reference) });
  };
  for (const message of analysis.messages) {
    const at = (span: Span) => () => toDocument(analysis, message, span);
    for (const { name, span, reference } of namesOf(message)) add(name, reference, at(span));
  }
  const { records, starts } = analysis.trace;
  records.forEach(({ text, message }, index) => {
    if (message) return;
    for (const match of text.matchAll(RFC)) {
      const reference = { rfc: Number(match[1]), section: match[2] };
      const start = starts[index]! + match.index;
      add(titleOf(reference), reference, () => ({ start, end: start + match[0].length }));
    }
  });
  return found.sort((a, b) => a.span.start - b.span.start);
}

const titleOf = ({ rfc, section }: Reference): string => `RFC ${rfc}${section === undefined ? '' : ` section ${section}`}`;

interface Name {
  /** Compact and full form of a header have the same. */
  readonly name: string;
  readonly span: Span;
  readonly reference: Reference | undefined;
}

/** The names of the headers and of the attributes of a message. */
function* namesOf({ sip, sdp }: Message): Generator<Name> {
  for (const { name, nameSpan } of sip?.headers ?? []) yield { name, span: nameSpan, reference: headerFact(name)?.reference };
  for (const { attribute, valueStart } of sdp?.lines ?? []) {
    if (attribute === undefined) continue;
    const span = { start: valueStart, end: valueStart + attribute.length };
    yield { name: `a=${attribute}`, span, reference: attributeFact(attribute)?.reference };
  }
}
