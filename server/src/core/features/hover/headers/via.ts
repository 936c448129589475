import { code, escaped } from '../../markdown';
import { addressTitle, isInside } from '../../../sdp/addressKind';
import { parseVia, type Via } from '../../../sip/values/via';
import { splitCommas } from '../../../sip/values/lists';
import { lookUp } from '../decoder';
import { hostTitle } from './addresses';
import { type HeaderContext, type HeaderDecoder, parameterOf } from './decoder';

/** Longer values are not taken apart. */
const LONGEST = 4096;

const TRANSPORTS: Readonly<Record<string, string>> = {
  UDP: 'UDP: a message larger than a packet is cut in two, and firewalls like to drop the second part',
  TCP: 'TCP',
  TLS: 'TLS over TCP',
  SCTP: 'SCTP',
  'TLS-SCTP': 'TLS over SCTP',
  WS: 'WebSocket: the browser’s leg',
  WSS: 'WebSocket over TLS: the browser’s leg',
};

/** The topmost Via of a message is the hop that it was seen on. */
function placeOf({ message, header, standing }: HeaderContext): string | undefined {
  const all = message.sip?.headers.filter(one => one.name === 'via') ?? [];
  const index = all.indexOf(header);
  if (index > 0) return `Number ${index + 1} of ${all.length} from the top: a hop that the request took before.`;
  const leg = standing.leg?.reason;
  return `The topmost${all.length > 1 ? ` of ${all.length}` : ''}: the hop where this message was seen.${leg ? ` Leg: ${escaped(leg)}.` : ''}`;
}

/** Sent-by against what the receiver saw (RFC 3261 section 18.2.1, RFC 3581 section 4). */
function natOf(via: Via, rport: string | undefined, response: boolean): string | undefined {
  const port = rport && via.port !== undefined && Number(rport) !== via.port ? Number(rport) : undefined;
  const other = via.received !== undefined && via.received.replace(/^\[|\]$/g, '') !== via.host.replace(/^\[|\]$/g, '');
  if (via.host.endsWith('.invalid'))
    return `${code(via.host)} is no real address: a browser does not know its own.${via.received ? ` It came from ${code(via.received)}.` : ' Responses go back through its WebSocket.'}`;
  if (other || port !== undefined) {
    const real = `${via.received ?? via.host}${rport ? `:${rport}` : ''}`;
    const named = /^[\d.]+$|:/.test(via.host);
    return named
      ? `Says ${code(via.host)}, came from ${code(real)}: there is a NAT in between${rport ? '' : ', and without `rport` the response goes to the port that the sender named'}.`
      : `Named ${code(via.host)}, came from ${code(real)}.`;
  }
  if (via.received !== undefined) return 'Came from the address that it names: no NAT in between.';
  if (rport === '' && !response) return 'Asks with `rport` that the response goes back to where the request came from.';
  return isInside(via.host) ? `${code(via.host)}: ${addressTitle(via.host)}` : undefined;
}

export const via: HeaderDecoder = {
  line: context => {
    const [first] = splitCommas(context.header.value.slice(0, LONGEST));
    const one = first === undefined ? undefined : parseVia(first);
    if (!one) return ['Malformed: `SIP/2.0/`, a transport and a host are expected.'];
    const port = parameterOf(context, 'rport', 0);
    const web = one.transport === 'WS' || one.transport === 'WSS';
    return [placeOf(context), web ? lookUp(TRANSPORTS, one.transport) : undefined, natOf(one, port?.value, context.message.status > 0)];
  },
  part: (context, part) => {
    const of = context.parts.filter(one => one.element === part.element);
    if (part.kind === 'word') {
      const transport = /^SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z-]{1,20})$/i.exec(part.value)?.[1];
      if (transport) return lookUp(TRANSPORTS, transport.toUpperCase()) ?? 'a transport that is not known';
      const host = part.value.replace(/:\d{1,5}$/, '');
      return of.filter(one => one.kind === 'word')[1] === part
        ? (hostTitle(host.toLowerCase()) ?? 'where the sender says that it is')
        : undefined;
    }
    if (part.name === 'branch')
      return part.value.startsWith('z9hG4bK')
        ? 'identifies the transaction on this hop; `z9hG4bK` says that it is unique (RFC 3261)'
        : 'without `z9hG4bK`: from a program older than RFC 3261, not unique for each transaction';
    if (part.name === 'rport')
      return part.value === '' ? 'asks that the response goes back to the port that the request came from' : undefined;
    return undefined;
  },
};
