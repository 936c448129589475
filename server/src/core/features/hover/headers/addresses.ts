import { addressKind, addressTitle, isInside } from '../../../sdp/addressKind';
import type { HeaderPart } from '../../../sip/values/parts';
import { code } from '../../markdown';
import { lookUp } from '../decoder';
import { type HeaderContext, type HeaderDecoder, parameterOf, shortened } from './decoder';

/** Parameters of URIs, wherever they stand (RFC 3261 section 19.1.1 and the IANA registry). */
const URI_PARAMETERS: Readonly<Record<string, string>> = {
  transport: 'how to reach it',
  lr: 'loose routing: the proxy leaves the Request-URI alone',
  user: '`phone`: the user part is a telephone number',
  method: 'the method that a request to it should have',
  maddr: 'the address to send to instead',
  ttl: 'lifetime of a multicast packet',
  comp: 'messages may be compressed (RFC 3486)',
  ob: 'later requests go through the connection that the client opened (RFC 5626)',
  gr: 'an address of exactly one device (RFC 5627)',
  'phone-context': 'what the number is relative to (RFC 3966)',
  isub: 'subaddress behind the number',
  ext: 'extension behind the number',
  cause: 'why the call was forwarded, as a SIP status (RFC 4458)',
  target: 'the number that was called first (RFC 4458)',
  cpc: 'kind of caller: ordinary, payphone, prison, …',
  'isup-oli': 'kind of line of the caller',
  otg: 'trunk group that the call comes from',
  tgrp: 'trunk group (RFC 4904)',
  'trunk-context': 'whose trunk group it is (RFC 4904)',
  rn: 'where a ported number really is (RFC 4694)',
  npdi: 'the number was looked up for porting (RFC 4694)',
  replaces: 'the call to be taken over: its Call-ID and tags, percent-coded',
  alias: 'Kamailio’s note of where the client really is: address, port and transport (1 UDP, 2 TCP, 3 TLS, 5 WS, 6 WSS)',
  fs_nat: 'FreeSWITCH found a NAT before this client',
  fs_path: 'FreeSWITCH’s note of the way to this client',
  'x-ast-orig-host': 'the host that stood here before Asterisk wrote the real one over it (`rewrite_contact`)',
  line: 'a client’s own note, by which it knows its registration again',
  rinstance: 'a client’s own note, by which it knows its registration again',
  isfocus: 'a conference',
};

const TRANSPORTS: Readonly<Record<string, string>> = {
  udp: 'UDP',
  tcp: 'TCP',
  tls: 'TLS over TCP',
  ws: 'WebSocket: a browser or its gateway; over TLS where the page is secure',
  wss: 'WebSocket over TLS: a browser or its gateway',
  sctp: 'SCTP',
};

/** Host of a URI or of `host:port`. */
export function hostOf(uri: string): string {
  const main = uri.slice(0, 500).replace(/^[a-z]{2,6}:(?:\/\/)?/i, '');
  const behindUser = main.slice(main.lastIndexOf('@') + 1);
  return (/^(?:\[[^\]]*\]|[^:;?]*)/.exec(behindUser)?.[0] ?? '').toLowerCase();
}

/** What can be told of a host by its name alone. */
export function hostTitle(host: string): string | undefined {
  if (host === 'anonymous.invalid') return 'hidden on purpose (RFC 3323)';
  if (host.endsWith('.invalid')) return 'no real address: a browser does not know its own, and is reached through its WebSocket';
  const kind = addressKind(host);
  return kind === 'host name' || kind === 'public' ? undefined : addressTitle(host);
}

function uriTitle(uri: string): string | undefined {
  const scheme = /^([a-z]{2,6}):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === 'tel') return 'a telephone number (RFC 3966)';
  if (scheme === 'urn') return 'a name, not an address';
  if (scheme === 'cid') return 'the part of the body with this Content-ID';
  if (scheme !== 'sip' && scheme !== 'sips') return undefined;
  const secure = scheme === 'sips' ? 'over TLS on every hop; ' : '';
  const host = hostOf(uri);
  const title = hostTitle(host) ?? (addressKind(host) === 'public' ? 'a public address' : 'a host name');
  return `${secure}${code(host)} is ${title}`;
}

/** What a URI or a parameter of one says, in any header. */
export function addressPart(part: HeaderPart): string | undefined {
  if (part.kind === 'uri') return uriTitle(part.value);
  if (part.name === 'transport') return lookUp(TRANSPORTS, part.value.toLowerCase());
  if (part.kind === 'uri-parameter' || part.kind === 'parameter') return lookUp(URI_PARAMETERS, part.name);
  return undefined;
}

const uris = (context: HeaderContext): HeaderPart[] => context.parts.filter(part => part.kind === 'uri');

const contact: HeaderDecoder = {
  line: context => {
    if (wordIs(context, '*')) return ['`*`: every registration of this user is meant; with `Expires: 0` all of them are removed.'];
    return shortened(
      uris(context).flatMap(uri => {
        const title = hostTitle(hostOf(uri.value));
        const kept = parameterOf(context, 'ob', uri.element) || parameterOf(context, 'alias', uri.element);
        const gruu = parameterOf(context, 'gr', uri.element);
        return [
          title && `${code(hostOf(uri.value))}: ${title}`,
          kept && 'Later requests come back over the connection of this client, whatever the host says.',
          gruu && '`gr`: this names one device, and is good beyond this call.',
        ].filter(one => one !== undefined);
      }),
    );
  },
  part: (_, part) => (part.name === 'expires' && part.value === '0' ? 'removes this registration' : undefined),
};

const wordIs = (context: HeaderContext, word: string): boolean => context.header.value === word;

const route: HeaderDecoder = {
  line: context => {
    const all = context.message.sip?.headers.filter(one => one.name === context.header.name) ?? [];
    const place = all.length > 1 ? `Number ${all.indexOf(context.header) + 1} of ${all.length} headers of this name.` : undefined;
    return [
      place,
      ...shortened(
        uris(context).map(uri => {
          const transport = parameterOf(context, 'transport', uri.element)?.value.toLowerCase();
          const web = transport === 'ws' || transport === 'wss';
          const inside = isInside(hostOf(uri.value)) ? `, ${addressTitle(hostOf(uri.value))}` : '';
          const double = parameterOf(context, 'r2', uri.element) ? ', one half of a pair (`r2`)' : '';
          return `${code(hostOf(uri.value))}${web ? ', the side toward the browser' : ''}${double}${inside}`;
        }),
      ),
    ];
  },
};

const party: HeaderDecoder = {
  line: context => [
    context.header.name === 'to' && context.message.status === 0
      ? parameterOf(context, 'tag')
        ? 'With a tag: this request belongs to a dialog that exists.'
        : 'Without a tag: this request begins something new.'
      : undefined,
    uris(context).some(uri => hostOf(uri.value) === 'anonymous.invalid') ? 'The caller hides who it is (RFC 3323).' : undefined,
  ],
};

const PRIVACY: Readonly<Record<string, string>> = {
  id: 'the asserted identity must not leave the trusted network (RFC 3325)',
  header: 'headers that tell of the caller are hidden by a privacy service',
  session: 'addresses in the SDP are hidden: the service has to relay the media',
  user: 'the caller could not hide everything itself; the service does it',
  none: 'nothing is to be hidden, whatever the subscription says',
  critical: 'rather refuse the call than show anything',
  history: 'entries of History-Info are hidden (RFC 7044)',
};

const REASONS: Readonly<Record<string, string>> = {
  unconditional: 'all calls are forwarded',
  'user-busy': 'the line was busy',
  'no-answer': 'nobody answered',
  unavailable: 'the phone was not reachable',
  deflection: 'the callee sent it on while it rang',
  'follow-me': 'the callee is looked for at several places',
  'do-not-disturb': 'the callee does not want to be disturbed',
  away: 'the callee is away',
  'time-of-day': 'by the time of day',
  'out-of-service': 'the line is out of service',
};

export const ADDRESS_DECODERS: Readonly<Record<string, HeaderDecoder>> = {
  contact,
  route,
  'record-route': route,
  path: route,
  'service-route': route,
  from: party,
  to: party,
  privacy: { part: (_, part) => lookUp(PRIVACY, (part.kind === 'word' ? part.value : part.name).toLowerCase()) },
  diversion: { part: (_, part) => (part.name === 'reason' ? lookUp(REASONS, part.value.toLowerCase()) : undefined) },
  'refer-to': {
    line: context => [
      parameterOf(context, 'replaces')
        ? 'With `Replaces`: an attended transfer. The call that it names is taken over.'
        : 'Without `Replaces`: a blind transfer, a new call.',
    ],
  },
};
