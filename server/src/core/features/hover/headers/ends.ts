import { CAUSES } from '../../../sip/causes';
import { RESPONSES } from '../../../sip/responses';
import type { HeaderPart } from '../../../sip/values/parts';
import { WARNINGS } from '../../../sip/warnings';
import { code } from '../../markdown';
import { lookUp } from '../decoder';
import { type HeaderContext, type HeaderDecoder, parameterOf, shortened, wordsOf } from './decoder';

const PROTOCOLS: Readonly<Record<string, string>> = {
  'Q.850': 'causes of the telephone network (ITU-T Q.850)',
  SIP: 'a SIP status',
  STIR: 'about the signed caller identity (RFC 8224)',
  PREEMPTION: 'the call had to make room for a more important one (RFC 4411)',
  RELEASE_CAUSE: 'a cause of a mobile network (3GPP)',
  FAILURE_CAUSE: 'a cause of a mobile network (3GPP)',
};

/** A cause in words, by the protocol that numbers it. */
function causeTitle(protocol: string, cause: string): string | undefined {
  if (!/^\d{1,3}$/.test(cause)) return undefined;
  if (protocol.toUpperCase() === 'Q.850') return lookUp(CAUSES, String(Number(cause)));
  if (/^(?:SIP|STIR)$/i.test(protocol)) return RESPONSES.find(one => one.status === Number(cause))?.title;
  return undefined;
}

const protocolOf = (context: HeaderContext, element: number): string =>
  wordsOf(context).find(word => word.element === element)?.value ?? '';

const reason: HeaderDecoder = {
  line: context =>
    shortened(
      wordsOf(context).map(word => {
        const cause = parameterOf(context, 'cause', word.element)?.value;
        const title = cause === undefined ? undefined : causeTitle(word.value, cause);
        const text = parameterOf(context, 'text', word.element)?.value;
        return `${code(cause === undefined ? word.value : `${word.value} ${cause}`)}: ${title ?? lookUp(PROTOCOLS, word.value.toUpperCase()) ?? 'a protocol that is not known here'}${text ? `; in their words ${code(text)}` : ''}`;
      }),
    ),
  part: (context, part) => {
    if (part.kind === 'word') return lookUp(PROTOCOLS, part.value.toUpperCase());
    return part.name === 'cause' ? causeTitle(protocolOf(context, part.element), part.value) : undefined;
  },
};

const isCode = (part: HeaderPart): boolean => part.kind === 'word' && /^\d{3}$/.test(part.value);

const warning: HeaderDecoder = {
  line: context =>
    shortened(
      wordsOf(context)
        .filter(isCode)
        .map(part => `${code(part.value)}: ${lookUp(WARNINGS, part.value) ?? 'not a registered code'}`),
    ),
  part: (context, part) => {
    if (isCode(part)) return lookUp(WARNINGS, part.value) ?? 'not a registered code';
    if (part.kind === 'quoted') return 'in the words of who wrote it';
    return part.kind === 'word' && wordsOf(context).some(one => isCode(one) && one.element === part.element)
      ? 'who wrote the warning'
      : undefined;
  },
};

const hangupCause: HeaderDecoder = {
  line: ({ header }) => {
    const title = causeTitle('Q.850', header.value);
    return [title && `${code(header.value)}: ${title}`];
  },
  part: (_, part) => (part.kind === 'word' ? causeTitle('Q.850', part.value) : undefined),
};

export const END_DECODERS: Readonly<Record<string, HeaderDecoder>> = {
  reason,
  warning,
  'x-asterisk-hangupcausecode': hangupCause,
};
