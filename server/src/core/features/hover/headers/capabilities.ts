import { AGENT_KINDS, type Agent, agentOf } from '../../../sip/agents';
import { methodFact } from '../../../sip/methods';
import { OPTION_TAGS } from '../../../sip/optionTags';
import { code, escaped } from '../../markdown';
import { lookUp } from '../decoder';
import { type HeaderContext, type HeaderDecoder, parameterOf, shortened, wordsOf } from './decoder';

const tagTitle = (text: string): string | undefined => lookUp(OPTION_TAGS, text.toLowerCase())?.title;

/** Supported, Require, Proxy-Require, Unsupported. */
const optionTags: HeaderDecoder = {
  line: context => {
    const words = wordsOf(context);
    if (words.length === 0) return ['Nothing: no extension at all.'];
    return shortened(words.map(word => `${code(word.value)}: ${tagTitle(word.value) ?? 'not a registered extension'}`));
  },
  part: (_, part) => (part.kind === 'word' ? (tagTitle(part.value) ?? 'not a registered extension') : undefined),
};

/** Methods whose absence explains something. */
const NOTABLE: Readonly<Record<string, string>> = {
  PRACK: 'reliable ringing (100rel) cannot be used',
  UPDATE: 'the session timer and early changes need a re-INVITE',
  REFER: 'it cannot be told to transfer a call',
  INFO: 'no DTMF by INFO',
};

const allow: HeaderDecoder = {
  line: context => {
    // A list may go on in another header of the same name.
    const all = context.message.sip?.headers.filter(one => one.name === 'allow') ?? [];
    const named = new Set(
      all.flatMap(
        one =>
          one.value
            .slice(0, 4096)
            .toUpperCase()
            .match(/[A-Z]+/g) ?? [],
      ),
    );
    const missing = Object.entries(NOTABLE).filter(([method]) => !named.has(method));
    if (named.size === 0) return ['Nothing: no method at all.'];
    return missing.map(([method, effect]) => `Without ${code(method)}: ${effect}.`);
  },
  part: (_, part) => (part.kind === 'word' ? (methodFact(part.value.toUpperCase())?.title ?? 'not a registered method') : undefined),
};

const BODY_TYPES: Readonly<Record<string, string>> = {
  'application/sdp': 'a session description',
  'multipart/mixed': 'several bodies, SDP among them in most cases; some gateways do not look inside',
  'multipart/alternative': 'the same in several forms',
  'multipart/related': 'parts that belong together',
  'application/dtmf-relay': 'one DTMF digit and its length (INFO)',
  'application/dtmf': 'one DTMF digit (INFO)',
  'application/trickle-ice-sdpfrag': 'candidates found later (RFC 8840)',
  'application/media_control+xml': 'a picture is asked for (RFC 5168)',
  'application/pidf+xml': 'presence, or a place',
  'application/dialog-info+xml': 'which calls a phone has',
  'application/conference-info+xml': 'who is in a conference',
  'application/simple-message-summary': 'new voice messages',
  'application/reginfo+xml': 'state of registrations',
  'application/rs-metadata+xml': 'what is recorded (SIPREC)',
  'application/isup': 'a message of the telephone network',
  'application/qsig': 'a message of a private telephone network',
  'application/vnd.3gpp.ussd+xml': 'a USSD dialog',
  'application/xml': 'XML',
  'application/json': 'JSON',
  'message/sipfrag': 'part of a SIP message: how a transfer goes (RFC 3420)',
  'message/cpim': 'an instant message',
  'text/plain': 'text',
};

const bodyType = (text: string): string | undefined => lookUp(BODY_TYPES, text.toLowerCase());

const bodyTypes: HeaderDecoder = {
  line: context =>
    shortened(
      wordsOf(context).flatMap(word => {
        const title = bodyType(word.value);
        return title ? [`${code(word.value)}: ${title}`] : [];
      }),
    ),
  part: (_, part) => (part.kind === 'word' ? bodyType(part.value) : undefined),
};

const DISPOSITIONS: Readonly<Record<string, string>> = {
  session: 'describes the session: offer or answer',
  'early-session': 'an offer or answer about tones before the call is answered (RFC 3959)',
  render: 'is shown to the user',
  icon: 'is a picture of the caller',
  alert: 'is a ringing tone',
  'info-package': 'belongs to an INFO (RFC 6086)',
  'recording-session': 'tells of a recording (SIPREC)',
  signal: 'belongs to the signalling',
};

const EVENTS: Readonly<Record<string, string>> = {
  refer: 'how a transfer goes (RFC 3515)',
  presence: 'whether somebody is there (RFC 3856)',
  dialog: 'which calls a phone has: busy lamps (RFC 4235)',
  'message-summary': 'new voice messages (RFC 3842)',
  reg: 'state of registrations (RFC 3680)',
  conference: 'who is in a conference (RFC 4575)',
  kpml: 'digits that are dialled (RFC 4730)',
  'telephone-event': 'digits that are dialled, Cisco’s way',
  'as-feature-event': 'settings of a line: forwarding, do not disturb',
  'call-info': 'a shared line',
  'line-seize': 'a shared line is taken',
  'check-sync': 'the phone should fetch its settings, and may restart',
  'ua-profile': 'where the phone finds its settings (RFC 6080)',
  talk: 'answer or resume by remote control',
  hold: 'hold by remote control',
  'keep-alive': 'only keeps a NAT open',
};

const events: HeaderDecoder = {
  part: (_, part) => (part.kind === 'word' ? lookUp(EVENTS, part.value.toLowerCase()) : undefined),
};

/** What the program is, and what its name on this hop does and does not show. */
const agent: HeaderDecoder = {
  line: context => {
    const found = agentOf(context.header.value);
    if (!found) return ['Not a program that is known here.', told(context)];
    return [`${found.name}: ${AGENT_KINDS[found.kind]}.`, found.about, made(context, found) ?? told(context)];
  },
};

/** Who made the message, where the kind of the program settles it. */
function made({ message, standing }: HeaderContext, { kind, name }: Agent): string | undefined {
  if (kind === 'proxy')
    return message.status > 0
      ? `${name} made this response itself: it did not come from the phone or browser behind it.`
      : `${name} made this request itself, such as a keep-alive or the BYE of a call that it gave up.`;
  if (kind === 'library' && standing.leg?.kind === 'sip')
    return `Seen on a SIP leg: a proxy passed the browser’s message on. The leg is told by something else: ${escaped(standing.leg.reason)}.`;
  return undefined;
}

const told = ({ standing }: HeaderContext): string | undefined =>
  standing.leg && standing.leg.kind !== 'unknown' ? `The leg is told by something else: ${escaped(standing.leg.reason)}.` : undefined;

export const CAPABILITY_DECODERS: Readonly<Record<string, HeaderDecoder>> = {
  supported: optionTags,
  require: optionTags,
  'proxy-require': optionTags,
  unsupported: optionTags,
  allow,
  accept: bodyTypes,
  'content-type': bodyTypes,
  'content-disposition': { part: (_, part) => (part.kind === 'word' ? lookUp(DISPOSITIONS, part.value.toLowerCase()) : undefined) },
  event: events,
  'allow-events': events,
  'subscription-state': {
    line: context => [parameterOf(context, 'reason') ? `Ended: ${code(parameterOf(context, 'reason')!.value)}.` : undefined],
  },
  'user-agent': agent,
  server: agent,
};
