import { asWritten } from '../../trace/rtpengine/asked';
import { flagMeaning, nearestFlag } from '../../trace/rtpengine/flags';
import type { NgFlag } from '../../trace/types';
import { exampleSdp } from '../example';
import { finding, type Rule } from '../types';
import { rtpengineLogOf } from './rtpengineExample';

const PHONE = exampleSdp('m=audio 49170 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000');

export const unknownFlag: Rule = {
  id: 'leg/unknown-flag',
  title: 'RTPEngine was given a flag that it does not know',
  severity: 'warning',
  references: [],
  explanation:
    'RTPEngine does what its flags say, and a flag that is misspelt says nothing: the daemon notes it in its log and rewrites the SDP without it. Upper and lower case count (`ICE=remove`, not `Ice=remove`; `trust-address`, not `Trust-Address`), and so does where a value stands: `ICE=remove` is a key with a value, `rtcp-mux-demux` is one word.',
  quiet:
    'It speaks only of a flag that is nearly one of those in RTPEngine’s documentation. A word that is like none of them may belong to a newer version. The flags are seen in RTPEngine’s own log, at debug level.',
  bad: rtpengineLogOf({ flags: '"flags": [ "trust-addres" ], "transport-protocol": "RTP/AVP"', sdpIn: PHONE, sdpOut: PHONE }),
  good: rtpengineLogOf({ flags: '"flags": [ "trust-address" ], "transport-protocol": "RTP/AVP"', sdpIn: PHONE, sdpOut: PHONE }),
  cures: [],
  checkDescription: function* ({ message, sdp }) {
    const { ng } = message.envelope;
    const line = sdp.media[0]?.line ?? sdp.lines[0];
    if (!ng || !line) return;
    const wrong = ng.flags.map(flag => ({ flag, meant: meantBy(flag) })).filter(one => one.meant !== undefined);
    const [first] = wrong;
    if (!first) return;
    yield finding(unknownFlag, {
      message,
      span: line.span,
      text: `This SDP was given to RTPEngine with ${wrong.map(({ flag, meant }) => `${quoted(flag)}, which it does not know. Did you mean ${meant}?`).join(' Also with ')} RTPEngine leaves out what it does not know and says so only in its log. ${flagMeaning(first.meant!) ?? ''}`.trimEnd(),
      related: wrong.map(({ flag, meant }) => ({
        message,
        span: flag.span,
        inRecord: true as const,
        text: `did you mean ${meant}?`,
      })),
    });
  },
};

/** What a flag is called that stands under a key of its own: the key may be what is misspelt. */
const quoted = ({ key, text }: NgFlag): string => (/^(?:flags|rtpp[-_ ]flags)$/.test(key) ? `"${text}"` : `"${key}": "${text}"`);

/** Keys whose words the table knows, whatever case they have; all others take names, addresses and numbers. */
const JUDGED = /^(?:flags|rtpp[-_ ]?flags|ice|ice[-_ ]lite|dtls|sdes|osrtp|bundle|replace|rtcp[-_ ]?mux|transport[-_ ]protocol)$/i;

function meantBy(flag: NgFlag): string | undefined {
  if (!JUDGED.test(flag.key)) return undefined;
  const written = asWritten(flag);
  // The name of a profile is taken in either case where it stands under its own key.
  const profile = /^transport[- ]protocol$/.test(flag.key) ? written.toUpperCase() : written;
  if (flagMeaning(written) !== undefined || flagMeaning(profile) !== undefined) return undefined;
  return nearestFlag(profile);
}
