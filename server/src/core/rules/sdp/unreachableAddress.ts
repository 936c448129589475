import { legBothWays } from '../../call/media/ask';
import type { Call, Description } from '../../call/types';
import { addressKind } from '../../sdp/addressKind';
import { connectionAddress, connectionFor, isActive } from '../../sdp/description';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { hasIce } from '../support';
import { finding, type Rule } from '../types';
import { isIceUsed } from './support';

const offer = (address: string): string[] =>
  exampleSdp('m=audio 49170 RTP/AVP 0').map(line => (line.startsWith('c=') ? `c=IN IP4 ${address}` : line));
const call = (address: string): string =>
  exampleCall({
    transport: 'UDP',
    offer: offer(address),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0').map(line => line.replace('192.0.2.1', '198.51.100.20')),
  });

export const unreachableAddress: Rule = {
  id: 'sdp/unreachable-address',
  title: 'Media is wanted at an address of this machine only',
  severity: 'warning',
  references: [{ rfc: 8866, section: '5.7' }],
  explanation:
    '`127.0.0.1` is every machine itself, and `169.254.x.x` or `fe80::…` means something on one cable only. Where the `c=` line has such an address, the other side sends its audio to itself or nowhere: the call is up and one side hears nothing. A program took the address of the wrong network interface. `0.0.0.0` is no address at all, and says: send nothing.',
  quiet:
    'The `o=` line does not matter, and with ICE the candidates decide. It is quiet where the other side has such an address too, as in a test on one machine, where nothing is known of it, for `0.0.0.0` where a direction says hold too or a later offer follows, and where a capture shows audio both ways.',
  bad: call('127.0.0.1'),
  good: call('192.0.2.1'),
  cures: [
    { gateway: 'rtpengine', setting: 'media-address=' },
    { gateway: 'asterisk', setting: 'media_address' },
    { gateway: 'freeswitch', setting: 'rtp-ip' },
  ],
  checkDescription: function* (one, whole) {
    // On one machine the signalling has such addresses too.
    if (isIceUsed(one) || one.leg.parties.some(party => isLocal(party.replace(/:\d+$/, '')))) return;
    for (const section of one.sdp.media.filter(isActive)) {
      const line = connectionFor(one.sdp, section);
      const address = connectionAddress(line);
      if (!line || address === undefined || !(isLocal(address) || isNowhere(one, section, address))) continue;
      if (!isElsewhere(one, whole)) return;
      const kind = addressKind(address);
      yield finding(unreachableAddress, {
        message: one.message,
        span: line.span,
        text: `${address} is ${kind === 'unspecified' ? 'no address: it tells the other side to send nothing' : `${kind === 'loopback' ? 'every machine itself' : 'an address of one cable only (link-local)'}, and the other side is elsewhere: what it sends never arrives here`}. Have this side write an address that the other one can reach.`,
        verdict: {
          weight: 52,
          text: `Audio is missing in one direction: it is wanted at ${address.slice(0, 60)}, an address that the other side cannot reach.`,
        },
      });
      return;
    }
  },
};

/** Whether 0.0.0.0 stands where nothing says hold, no candidate names the address, and no later offer comes to do so. */
const isNowhere = ({ sdp, exchange, leg, cut }: Description, section: MediaSection, address: string): boolean =>
  !cut &&
  !hasIce(sdp) &&
  addressKind(address) === 'unspecified' &&
  leg.exchanges.length === 1 &&
  leg.exchanges[0] === exchange &&
  ![...sdp.session, ...section.lines].some(line => /^(sendonly|inactive)$/.test(line.attribute ?? ''));

const isLocal = (address: string): boolean => /^(loopback|link-local)$/.test(addressKind(address));

/** Whether the other side is known to be on another machine, and no audio is known to reach this one. */
function isElsewhere(one: Description, whole: Call): boolean {
  const theirs = one.other?.sdp.media.map(section => connectionAddress(connectionFor(one.other!.sdp, section))) ?? [];
  const known = theirs.filter(address => address !== undefined && addressKind(address) !== 'unspecified');
  return known.length > 0 && !known.some(address => isLocal(address!)) && !legBothWays(whole, one.leg);
}
