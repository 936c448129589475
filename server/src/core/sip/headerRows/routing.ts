import type { HeaderFact } from '../fact';
import { row } from './row';

/** What of a proxy's route may stand behind its address. */
const ROUTE: Readonly<Record<string, string>> = {
  r2: 'one of two entries of the same proxy: the call changes its transport or network there',
  lr: 'loose routing: the proxy leaves the Request-URI alone',
  ftag: 'tag of the caller, kept by the proxy to know the direction of later requests',
  did: 'number of the call in Kamailio’s or OpenSIPS’s dialog module',
  nat: 'the proxy’s own note that a side is behind a NAT',
  ob: 'the proxy keeps the connection of the client for later requests (RFC 5626)',
};

/** Headers that say which way messages go. */
export const ROUTING: readonly HeaderFact[] = [
  row(
    'Via',
    'SIP/2.0/WSS client.invalid;branch=z9hG4bK1',
    'the path that the request took',
    'The topmost one belongs to the hop where the message was seen; the response goes back along them. Its transport tells the leg: WS or WSS is the browser’s. Behind a NAT without `rport` the response goes to a closed port.',
    '3261 20.42',
    {
      settings: {
        asterisk: ['force_rport=yes'],
        freeswitch: ['NDLB-force-rport=true'],
        kamailio: ['force_rport()'],
      },
      parameters: {
        branch: 'identifies the transaction on this hop',
        received: 'the address that the request really came from, written by its receiver',
        rport: 'the port that the request really came from',
        'received-realm': 'the network that the request came from',
        maddr: 'the address that the response goes to instead',
        ttl: 'lifetime of a multicast packet',
        alias: 'the connection may be used for requests in the other direction (RFC 5923)',
        keep: 'keep-alives are wanted or accepted on this hop (RFC 6223)',
        oc: 'overload control is supported (RFC 7339)',
        comp: 'messages may be compressed (RFC 3486)',
        i: 'Kamailio’s number of the connection that the request came in on',
        cr: 'OpenSIPS’s or Kamailio’s note on the connection',
      },
    },
  ),
  row(
    'Contact',
    '<sip:bob@192.0.2.2:5060>',
    'where later requests of the call are sent',
    'A private or `.invalid` host here is normal behind a proxy that stays in the path (Record-Route). Without such a proxy, ACK and BYE get lost: the call ends after 32 seconds, or does not end.',
    '3261 20.10',
    {
      settings: {
        asterisk: ['rewrite_contact=yes', 'external_signaling_address'],
        freeswitch: ['ext-sip-ip', 'apply-nat-acl'],
        kamailio: ['add_contact_alias()', 'fix_nated_contact()'],
      },
      parameters: {
        expires: 'seconds that this address is registered for',
        q: 'preference among several addresses, 0 to 1',
        received: 'the address that the client really registered from',
        'reg-id': 'number of this connection of the client (RFC 5626)',
        '+sip.instance': 'identity of the device, which stays over restarts (RFC 5626)',
        '+sip.ice': 'the client supports ICE (RFC 5768)',
        'pub-gruu': 'an address of exactly this device, for everybody (RFC 5627)',
        'temp-gruu': 'an address of exactly this device that hides the user (RFC 5627)',
        '+sip.src': 'the sender is a recording server or client (RFC 7866)',
        '+sip.srs': 'the sender is a recording server (RFC 7866)',
        '+sip.rendering': 'whether the media is shown to anybody, as on hold it is not (RFC 4235)',
        methods: 'methods that this address takes',
        audio: 'takes sound (RFC 3840)',
        video: 'takes video (RFC 3840)',
        isfocus: 'the sender mixes a conference (RFC 4579)',
        automata: 'the sender is a machine (RFC 3840)',
        '+g.3gpp.icsi-ref': 'the service of a mobile network, mostly telephony (MMTel)',
      },
    },
  ),
  row(
    'Record-Route',
    '<sip:192.0.2.1;transport=ws;r2=on;lr>',
    'a proxy that stays in the path',
    'Two of the same proxy, one of them with `transport=ws`, show where the call goes from WebSocket to UDP. Where they are missing, ACK and BYE go around the proxy, to a Contact that may not be reachable.',
    '3261 20.30',
    { parameters: ROUTE, settings: { kamailio: ['record_route()'] } },
  ),
  row(
    'Route',
    '<sip:192.0.2.1;lr>',
    'the proxies this request has to pass',
    'Taken from the Record-Route headers when the call was set up. A proxy takes out its own before it sends on: one that stays lets requests loop.',
    '3261 20.34',
    { parameters: ROUTE, settings: { asterisk: ['outbound_proxy'], kamailio: ['loose_route()'] } },
  ),
  row(
    'Max-Forwards',
    '70',
    'how many more hops are allowed',
    'At 0 the request is answered with 483, which mostly means a loop.',
    '3261 20.22',
  ),
  row(
    'Max-Breadth',
    '60',
    'how many branches a fork may still have',
    'At 0 the request is answered with 440. It limits how much a forking loop can grow.',
    '5393',
  ),
  row(
    'Path',
    '<sip:192.0.2.1;lr>',
    'the proxies between the registrar and the client',
    'The registrar sends calls for the client through them. Without it, a call goes past the proxy that holds the browser’s WebSocket, and never arrives.',
    '3327',
    {
      parameters: { ...ROUTE, received: 'the address that the client really registered from' },
      settings: { asterisk: ['support_path=yes'], kamailio: ['add_path_received()'] },
    },
  ),
  row(
    'Service-Route',
    '<sip:192.0.2.1;lr>',
    'the proxies that requests of the registered client have to pass',
    'The client puts them into the Route of its calls. One that does not is refused by some networks.',
    '3608',
    { parameters: ROUTE },
  ),
  row(
    'Flow-Timer',
    '120',
    'seconds within which the client has to send a keep-alive',
    'If it does not, the server takes the connection for dead, and calls to this client fail.',
    '5626',
  ),
];
