import { countedBy } from '../../call/browserLeg';
import type { Description } from '../../call/types';
import { directionOf, sends } from '../../sdp/direction';
import { isActive } from '../../sdp/description';
import type { MediaSection } from '../../sdp/types';
import {
  exampleRecord,
  exampleRecordAnswer,
  exampleRecordOffer,
  HEALTHY_DUMP,
  HEALTHY_RECORD,
  HOST_CANDIDATE,
  isLatest,
  relatedRecord,
} from '../browserRecord';
import { type Finding, finding, type Rule } from '../types';

/** Packets of audio that the browser sends in five seconds. */
const LONG = 250;

export const browserReceivedNothing: Rule = {
  id: 'media/browser-received-nothing',
  title: 'The browser sends audio and receives none',
  severity: 'warning',
  references: [
    { rfc: 3264, section: '5.1' },
    { rfc: 3550, section: '6.4' },
  ],
  explanation:
    'The browser’s own counters (chrome://webrtc-internals) show audio that it sent and not a packet that it received, although the path is open and encrypted and the other side says that it sends. So the gateway has nothing to pass on: the phone sends nothing, sends it elsewhere, or in a form that the gateway throws away, such as plain RTP where SRTP was agreed.',
  quiet:
    'It speaks only of a browser’s own record, after five seconds of audio that the browser sent, and where the other side’s description says that it sends audio. A record that was made while the phone still rang shows the same, so it is a warning at most.',
  bad: exampleRecord({
    offer: exampleRecordOffer(HOST_CANDIDATE),
    answer: exampleRecordAnswer('203.0.113.10'),
    evidence: HEALTHY_RECORD.filter(one => one.kind !== 'stream' || one.direction === 'out'),
  }),
  good: HEALTHY_DUMP,
  cures: [],
  checkDescription: function* (one): Generator<Finding> {
    const { leg } = one;
    if (!leg.browser || !isLatest(one, 'remote') || one.cut || one.message.edited) return;
    const section = one.sdp.media.find(candidate => candidate.media === 'audio' && isActive(candidate));
    const isOpen = leg.browser.transports.some(({ evidence }) => evidence.dtls.at(-1) === 'connected');
    if (!section || !isOpen || !sends(directionOf(one.sdp, section).value) || !saidToSend(one, section)) return;
    const sent = countedBy(leg, 'out', 'audio');
    if (sent < LONG || countedBy(leg, 'in', 'audio') > 0) return;
    yield finding(browserReceivedNothing, {
      message: one.message,
      span: section.line.span,
      text: `The browser sent ${sent} packets of audio and received none, although this description says that the other side sends. The path and the encryption work, so look behind the gateway: whether RTP comes in from the phone, from the address that it named, and encrypted as was agreed there. While the phone still rings this is normal.`,
      related: relatedRecord(leg.browser.streams, 'what the browser counted'),
      verdict: { weight: 45, text: 'The browser hears nothing: it sends audio, and the gateway sends it none.' },
    });
  },
};

/** Whether nothing was on hold before: a phone that was put on hold may have been silent from the beginning. */
const saidToSend = (one: Description, section: MediaSection): boolean =>
  one.leg.exchanges.every(({ offer, answer }) =>
    [offer, answer].every(side => {
      const same = side?.sdp.media[section.index];
      return !side || !same || directionOf(side.sdp, same).value === 'sendrecv';
    }),
  );
