import { addressKind } from '../../sdp/addressKind';
import { connectionAddress, connectionFor, isActive } from '../../sdp/description';
import { exampleCall, exampleSdp } from '../example';
import { finding, type Rule } from '../types';
import { isIceUsed } from './support';

const call = (address: string): string =>
  exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0').map(line => (line.startsWith('c=') ? `c=IN IP4 ${address}` : line)),
    status: 486,
  });

export const hostName: Rule = {
  id: 'sdp/host-name',
  title: 'A host name instead of an address',
  severity: 'info',
  references: [{ rfc: 8866, section: '5.7' }],
  explanation:
    'A `c=` line may have a host name, and a few providers write one. Many phones and media gateways do not look names up while a call is set up: they refuse the description, or send no audio.',
  quiet: 'It is never more than information, and with ICE, where the candidates name the addresses, it is quiet.',
  bad: call('media.example.com'),
  good: call('192.0.2.1'),
  cures: [],
  checkDescription: function* (one) {
    if (one.leg.kind !== 'sip' || isIceUsed(one)) return;
    for (const section of one.sdp.media.filter(isActive)) {
      const line = connectionFor(one.sdp, section);
      const address = connectionAddress(line);
      if (!line || address === undefined || !isHostName(address)) continue;
      yield finding(hostName, {
        message: one.message,
        span: line.span,
        text: `${address.slice(0, 80)} is a host name. That is allowed, but many phones and media gateways take an address only.`,
      });
      return;
    }
  },
};

/** A word that was put in place of an address to hide it has no dot, or signs that no name has. */
const isHostName = (address: string): boolean =>
  addressKind(address) === 'host name' &&
  /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,10}\.?$/i.test(address) &&
  !/xx|\bx\b|^[\d.]+$/i.test(address);
