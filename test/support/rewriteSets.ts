import { analyse, DEFAULT_SETTINGS } from '../../server/src/core/analysis';
import { fixText } from '../../server/src/core/features/fix';
import { exampleCall } from '../../server/src/core/rules/example';
import { codecKey, codecsOf } from '../../server/src/core/sdp/codecs';
import { attributesIn, groups, isActive, midOf, readSdp } from '../../server/src/core/sdp/description';
import { directionOf, REVERSED } from '../../server/src/core/sdp/direction';
import type { MediaSection, Sdp } from '../../server/src/core/sdp/types';

export type Form = 'sip' | 'sip-sdes' | 'browser';
export type Side = 'offer' | 'answer';

/** A call that RTPEngine was asked about: what came from one side, and what it made of that for the other. Lines end with LF. */
export interface RecordedCall {
  readonly source: string;
  readonly offer: string;
  readonly answer: string;
  readonly outputs: readonly { readonly form: Form; readonly side: Side; readonly sdp: string }[];
}

export interface Recording {
  readonly program: string;
  /** The flags of each form, in Kamailio's words. */
  readonly flags: Readonly<Record<Form, string>>;
  readonly calls: readonly RecordedCall[];
}

/** Something that one of the two has in its output and the other has not; whether the input had it says what was done. */
export interface SetDifference {
  readonly form: Form;
  readonly side: Side;
  readonly source: string;
  /** `a=mid`, `codec opus/48000/2`, `profile RTP/AVP`, `stream video`, `group BUNDLE`. */
  readonly what: string;
  readonly how: How;
}

export type How = 'RTPEngine keeps' | 'RTPEngine adds' | 'SIP Trace keeps' | 'SIP Trace adds';

/** What both rewrites of a call do not have in common. */
export function differencesIn(call: RecordedCall): SetDifference[] {
  return call.outputs.flatMap(({ form, side, sdp }) => {
    const input = setsOf(readSdp(call[side], whole(call[side])));
    const theirs = setsOf(readSdp(sdp, whole(sdp)));
    const ours = setsOf(rewritten(call, form, side));
    const found = new Map<string, SetDifference>();
    const add = (what: string, how: How): unknown => found.set(`${what} ${how}`, { form, side, source: call.source, what, how });
    for (let index = 0; index < Math.max(input.length, theirs.length, ours.length); index++) {
      const [before, rtpengine, mine] = [input, theirs, ours].map(sets => sets[index] ?? new Set<string>()) as [
        Set<string>,
        Set<string>,
        Set<string>,
      ];
      // Of a stream that one refuses and the other does not, that is all there is to say.
      const streams = [rtpengine, mine].map(set => [...set].find(what => what.startsWith('stream ')));
      const about = (set: Set<string>): string[] =>
        streams[0] === streams[1] ? [...set] : [...set].filter(what => what.startsWith('stream '));
      for (const what of about(rtpengine)) if (!mine.has(what)) add(what, before.has(what) ? 'RTPEngine keeps' : 'RTPEngine adds');
      for (const what of about(mine)) if (!rtpengine.has(what)) add(what, before.has(what) ? 'SIP Trace keeps' : 'SIP Trace adds');
    }
    return [...found.values()];
  });
}

const whole = (text: string): { start: number; end: number } => ({ start: 0, end: text.length });

/** The description after our rewrite, in the place that it has in the call. */
function rewritten(call: RecordedCall, form: Form, side: Side): Sdp {
  const lines = (sdp: string): string[] => sdp.trimEnd().split('\n');
  const example = exampleCall({
    transport: form === 'browser' ? 'WS' : 'UDP',
    offer: lines(call.offer),
    status: side === 'answer' ? 200 : 486,
    answer: side === 'answer' ? lines(call.answer) : [],
  });
  // An offer to a browser comes from the gateway.
  const text =
    form === 'browser' && side === 'offer'
      ? example.replaceAll('a1b2c3.invalid', '192.0.2.1:8080').replace('INVITE sip:bob@example.com', 'INVITE sip:bob@a1b2c3.invalid')
      : example;
  const messages = analyse(fixText(text, DEFAULT_SETTINGS, { target: form }).text).messages.filter(message => message.sdp);
  return messages[side === 'offer' ? 0 : 1]!.sdp!;
}

/** Attributes that are defaults at session level: they count where they hold. */
const DEFAULTS = new Set(['ice-ufrag', 'ice-pwd', 'fingerprint', 'setup', 'ice-options', 'rtcp-xr', 'extmap-allow-mixed', 'extmap']);

/** What a description says, by the names of things: the session level first, then section by section. */
function setsOf(sdp: Sdp): Set<string>[] {
  const used = sdp.media.some(isActive);
  const session = new Set<string>();
  for (const { attribute } of sdp.session)
    if (attribute && attribute !== 'group' && !isCounted(attribute) && !(used && DEFAULTS.has(attribute))) session.add(`a=${attribute}`);
  for (const group of groups(sdp, 'BUNDLE')) session.add(`group BUNDLE ${group.mids.join(' ')}`);
  return [session, ...sdp.media.map(section => sectionSet(sdp, section))];
}

const isCounted = (attribute: string): boolean => Object.hasOwn(REVERSED, attribute) || attribute === 'rtpmap' || attribute === 'fmtp';

function sectionSet(sdp: Sdp, section: MediaSection): Set<string> {
  const { media } = section;
  if (!isActive(section)) return new Set([`stream ${media} refused`]);
  const found = new Set([`stream ${media}`, `profile ${section.protocol}`, `direction ${directionOf(sdp, section).value}`]);
  for (const codec of codecsOf(section)) found.add(`codec ${codecKey(codec)}`);
  const mid = midOf(section);
  if (mid !== undefined) found.add(`a=mid:${mid}`);
  for (const name of DEFAULTS) if (attributesIn(sdp.session, name).length > 0) found.add(`a=${name}`);
  for (const { attribute } of section.lines) if (attribute && attribute !== 'mid' && !isCounted(attribute)) found.add(`a=${attribute}`);
  return found;
}
