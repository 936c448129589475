import { asWritten } from '../trace/rtpengine/asked';
import { type LooseLeg, shapeOf } from './legs';
import type { Exchange, LegKind, LegOverrides, Message, Side } from './types';

/** Which side of the daemon: where the call came from, and where it went. */
type End = 0 | 1;

const otherEnd = (end: End): End => (end === 0 ? 1 : 0);

interface Draft {
  readonly end: End;
  readonly fromTag?: string;
  toTag?: string;
  readonly carrier: Exchange['carrier'];
  /** What the offerer's leg and the other one saw. */
  readonly sides: readonly [{ offer?: Side; answer?: Side }, { offer?: Side; answer?: Side }];
}

/**
 * The two legs of a call in RTPEngine's log. What goes in with an offer comes from the offerer, what comes out goes to the other side; what
 * goes in with an answer comes from there, and what comes out goes back to the offerer.
 * @param messages of one Call-ID in order of time
 */
export function ngLegs(callId: string, messages: readonly Message[], overrides: LegOverrides): LooseLeg[] {
  const drafts: Draft[] = [];
  const ofOfferer = new Map<string, Draft>();
  let last: Draft | undefined;
  const own: [Message[], Message[]] = [[], []];
  let caller: string | undefined;
  for (const message of messages) {
    const { ng } = message.envelope;
    if (!ng || !message.sdp) continue;
    const side: Side = { message, sdp: message.sdp };
    caller ??= ng.fromTag;
    // A reply does not say whose it is: it is that to the command before.
    let draft = ng.command === 'answer' && ng.fromTag !== undefined ? ofOfferer.get(ng.fromTag) : last;
    if (!draft || (ng.command === 'offer' && (ng.role === 'in' || draft.sides[otherEnd(draft.end)].offer))) {
      draft = {
        end: ng.fromTag === undefined || ng.fromTag === caller ? 0 : 1,
        fromTag: ng.fromTag,
        toTag: ng.toTag,
        carrier: ng.toTag !== undefined && ng.command === 'offer' ? 're-INVITE' : 'INVITE',
        sides: [{}, {}],
      };
      drafts.push(draft);
      if (ng.fromTag !== undefined) ofOfferer.set(ng.fromTag, draft);
    }
    last = draft;
    draft.toTag ??= ng.toTag;
    const end = (ng.command === 'offer') === (ng.role === 'in') ? draft.end : otherEnd(draft.end);
    own[end].push(message);
    const known = draft.sides[end][ng.command];
    // An answer is repeated unchanged, in the 200 after a 183: the first place is where it was given.
    if (known?.message.text !== message.text) draft.sides[end][ng.command] = side;
  }
  return ([0, 1] as const)
    .filter(end => own[end].length > 0)
    .map(end => legAt(end, callId, own[end], own[otherEnd(end)], drafts, overrides));
}

function legAt(
  end: End,
  callId: string,
  messages: readonly Message[],
  others: readonly Message[],
  drafts: readonly Draft[],
  overrides: LegOverrides,
): LooseLeg {
  const hosts = [...new Set(messages.map(message => message.envelope.source?.host).filter(host => host !== undefined))];
  return {
    ...kindOf(messages, others, hosts, overrides),
    callId,
    parties: ['', ''],
    messages,
    transactions: [],
    exchanges: exchangesAt(end, drafts),
    result: null,
    hosts,
  };
}

function exchangesAt(end: End, drafts: readonly Draft[]): Exchange[] {
  const found: Exchange[] = [];
  let previous: Exchange | undefined;
  drafts.forEach(({ sides, carrier, fromTag, toTag }, index) => {
    const { offer, answer } = sides[end];
    if (!offer && !answer) return;
    // The number stands for the CSeq of the request, which the log does not tell: it says which exchanges of the legs belong together.
    const cseq = { number: index + 1, method: 'INVITE' };
    const exchange: Exchange = { carrier, offer, answer, previous, offererTag: fromTag, answererTag: toTag, cseq };
    found.push(exchange);
    if (offer && answer) previous = exchange;
  });
  return found;
}

/**
 * The kind of a leg: the user's word; how the party on it speaks itself; what the daemon was asked to say to it. What came out counts
 * last, since that is what may be wrong.
 */
function kindOf(
  messages: readonly Message[],
  others: readonly Message[],
  hosts: readonly string[],
  overrides: LegOverrides,
): { kind: LegKind; reason: string } {
  const named = hosts.find(host => Object.hasOwn(overrides, host));
  if (named !== undefined) return { kind: overrides[named]!, reason: `you said so for ${named}` };
  const shape = shapeOf(messages.filter(message => message.envelope.ng?.role === 'in').map(message => message.sdp!));
  if (shape.kind !== 'unknown') return shape;
  return askedKind(others) ?? shapeOf(messages.map(message => message.sdp!));
}

const FOR_BROWSERS = /^(?:UDP\/TLS\/RTP\/SAVPF|ICE=force(?:[-_ ]relay)?|rtcp-mux-(?:offer|require)|generate-mid|webrtc)$/i;
const FOR_PHONES = /^(?:RTP\/(?:S?AVP|AVPF)|ICE=remove|rtcp-mux-demux|DTLS=(?:off|no|disabled?))$/i;

/** What was asked for with what went in on the other side; one word alone may be the mistake that is looked for, so the majority counts. */
function askedKind(others: readonly Message[]): { kind: LegKind; reason: string } | undefined {
  const asked = [...new Set(others.flatMap(message => message.envelope.ng?.flags ?? []).map(asWritten))];
  const browsers = asked.filter(flag => FOR_BROWSERS.test(flag));
  const phones = asked.filter(flag => FOR_PHONES.test(flag));
  if (browsers.length === phones.length) return undefined;
  const more = browsers.length > phones.length ? browsers : phones;
  return { kind: more === browsers ? 'webrtc' : 'sip', reason: `RTPEngine was asked for ${more.join(', ')} towards it` };
}
