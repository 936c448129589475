import { seesMedia } from '../../call/media/ask';
import { addressKind } from '../../sdp/addressKind';
import { connectionAddress, connectionFor, isActive } from '../../sdp/description';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { finding, type Rule } from '../types';
import { isIceUsed } from './support';

const at = (address: string, port: number): string[] =>
  exampleSdp(`m=audio ${port} RTP/AVP 0`).map(line => (line.startsWith('c=') ? `c=IN IP4 ${address}` : line));
const call = (address: string): string =>
  exampleCall({ transport: 'UDP', offer: at(address, 49170), status: 200, answer: at('198.51.100.20', 5004) });

export const privateAddress: Rule = {
  id: 'sdp/private-address',
  title: 'A private address is given to a side with a public one',
  severity: 'info',
  references: [{ rfc: 3264, section: '5.1' }],
  explanation:
    'Addresses such as `10.x`, `192.168.x` or `100.64.x` mean nothing outside of their own network. A side with a public address that sends its audio there sends it nowhere, so one side hears nothing. Many trunks and gateways help themselves: they send to where the audio of the other side comes from. A gateway behind NAT should be told its public address.',
  quiet:
    'It is information only, as symmetric RTP and private links make it work. With ICE it is quiet, as it is where a capture shows what the media did, where a phone gives its private address to a gateway, and where the other side has a private address too.',
  bad: call('10.0.0.5'),
  good: call('192.0.2.1'),
  cures: [
    { gateway: 'rtpengine', setting: 'direction=priv direction=pub' },
    { gateway: 'asterisk', setting: 'external_media_address' },
    { gateway: 'freeswitch', setting: 'ext-rtp-ip' },
  ],
  checkDescription: function* (one, whole) {
    const { other } = one;
    if (one.leg.kind !== 'sip' || one.fromGateway === false || !other || isIceUsed(one)) return;
    if (whole.media && seesMedia(whole.media.capture)) return;
    for (const section of one.sdp.media.filter(isActive)) {
      const line = connectionFor(one.sdp, section);
      const opposite = other.sdp.media[section.index];
      const theirs = opposite && isActive(opposite) ? connectionFor(other.sdp, opposite) : undefined;
      const [mine, address] = [connectionAddress(line), connectionAddress(theirs)];
      if (!line || !mine || !address || !isPrivate(mine) || addressKind(address) !== 'public') continue;
      yield finding(privateAddress, {
        message: one.message,
        span: line.span,
        text: `${mine} is a private address, and the other side has a public one (${address}). It can send audio here only if it sends to where audio comes from, or if both are in one network after all. If there is one-way audio, tell this side its public address.`,
        related: relatedLine(other.message, theirs, 'the address of the other side'),
      });
      return;
    }
  },
};

const isPrivate = (address: string): boolean => /^(private|carrier-grade NAT)$/.test(addressKind(address));
