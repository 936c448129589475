import type { Description, Side } from '../../call/types';
import { insertAfter, replace, type TextEdit } from '../../rewrite/edit';
import { addressKind } from '../../sdp/addressKind';
import { connectionAddress, connectionFor } from '../../sdp/description';
import type { MediaSection, Sdp, SdpLine } from '../../sdp/types';
import { exampleCall, exampleReinvite, exampleSdp } from '../example';
import { relatedLine, rtpSections } from '../support';
import { finding, type Rule } from '../types';
import { isIceUsed } from './support';

const ANSWER = exampleSdp('m=audio 5004 RTP/AVP 0');
const OFFER = exampleSdp('m=audio 49170 RTP/AVP 0');
const FIRST = exampleCall({ transport: 'UDP', offer: OFFER, status: 200, answer: ANSWER });
const again = (offer: readonly string[]): string =>
  `${FIRST}\n${exampleReinvite(exampleCall({ transport: 'UDP', offer, status: 200, answer: ANSWER }))}`;

export const oldHold: Rule = {
  id: 'sdp/old-hold',
  title: 'Hold by the address 0.0.0.0',
  severity: 'info',
  references: [{ rfc: 3264, section: '8.4' }],
  explanation:
    'Old phones put a call on hold with `c=IN IP4 0.0.0.0`: send nothing. Today the direction says it (`a=sendonly` or `a=inactive`), and the address stays. With 0.0.0.0 the reports of RTCP have nowhere to go either, and gateways that check addresses may end the call, or never send again after the hold.',
  quiet:
    'It looks at later offers of a call only: the first one may have 0.0.0.0 where a third party sets the call up. With ICE, `ice/hold-by-zero` tells it. It is quiet where a direction says hold too.',
  bad: again(OFFER.map(line => line.replace('c=IN IP4 192.0.2.1', 'c=IN IP4 0.0.0.0'))),
  good: again([...OFFER, 'a=sendonly']),
  cures: [],
  checkDescription: function* (one) {
    if (one.side !== 'offer' || isIceUsed(one)) return;
    const before = ownBefore(one);
    if (!before) return;
    const held = rtpSections(one.sdp).filter(section => isZero(one.sdp, section) && !saysHold(one.sdp, section));
    const [section] = held;
    const earlier = section && before.sdp.media[section.index];
    if (!section || !earlier || isZero(before.sdp, earlier)) return;
    const line = connectionFor(one.sdp, section)!;
    const real = connectionFor(before.sdp, earlier);
    yield finding(oldHold, {
      message: one.message,
      span: line.span,
      text: 'The call is put on hold with the address 0.0.0.0, as old phones do it. Most understand it. A direction (a=sendonly) with the real address is the way that all understand.',
      related: relatedLine(before.message, real, 'the address before the hold'),
      fixes: real
        ? [
            {
              title: `Hold with a=sendonly and the address from before (${connectionAddress(real)?.slice(0, 60)})`,
              safety: 'unsafe',
              message: one.message,
              edits: () => withDirection(one.sdp, held, real),
            },
          ]
        : [],
    });
  },
};

const isZero = (sdp: Sdp, section: MediaSection): boolean => {
  const address = connectionAddress(connectionFor(sdp, section));
  return address !== undefined && addressKind(address) === 'unspecified';
};

const saysHold = (sdp: Sdp, section: MediaSection): boolean =>
  [...sdp.session, ...section.lines].some(line => /^(sendonly|inactive|recvonly)$/.test(line.attribute ?? ''));

/** What the same party said before in the dialog. */
function ownBefore({ exchange }: Description): Side | undefined {
  const { previous, offererTag } = exchange;
  if (!previous || offererTag === undefined) return undefined;
  return previous.offererTag === offererTag ? previous.offer : previous.answererTag === offererTag ? previous.answer : undefined;
}

function withDirection(sdp: Sdp, held: readonly MediaSection[], real: SdpLine): TextEdit[] {
  const lines = new Set(held.map(section => connectionFor(sdp, section)!));
  const spoken = held.flatMap(section => section.lines.filter(line => line.attribute === 'sendrecv'));
  const silent = held.filter(section => !section.lines.some(line => line.attribute === 'sendrecv'));
  return [
    ...[...lines].map(line => replace(line.span, real.text.trim())),
    ...spoken.map(line => replace(line.span, 'a=sendonly')),
    ...silent.map(section => insertAfter(section.lines[section.lines.length - 1]!, 'a=sendonly')),
  ];
}
