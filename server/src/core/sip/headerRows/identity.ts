import type { HeaderFact } from '../fact';
import { row } from './row';

const REDIRECTION: Readonly<Record<string, string>> = {
  reason: 'why it was redirected',
  counter: 'how many times it was redirected before',
  limit: 'how many times it may be redirected',
  privacy: 'whether this number may be shown',
  screen: 'whether this number was checked',
};

/** Headers that say who is calling, and where a call has been. */
export const IDENTITIES: readonly HeaderFact[] = [
  row(
    'P-Asserted-Identity',
    '"Alice" <sip:+15551234567@example.com>',
    'who the caller really is, by the word of the network',
    'Trunks bill and screen by it: a missing or unknown number here is refused with 403. It must not leave the trusted network, so a browser should never send it.',
    '3325 9.1',
    { settings: { asterisk: ['send_pai=yes', 'trust_id_outbound=yes'], freeswitch: ['caller-id-type=pid'] } },
  ),
  row(
    'P-Preferred-Identity',
    '<sip:+15551234567@example.com>',
    'which of its identities the caller wants to be shown',
    'The first server that trusts it makes a P-Asserted-Identity of it, or puts its own choice there.',
    '3325 9.2',
  ),
  row(
    'Privacy',
    'id',
    'what of the caller must not be shown',
    'With `id` the called side gets no P-Asserted-Identity: the call shows as anonymous.',
    '3323 4.2',
  ),
  row(
    'Remote-Party-ID',
    '"Alice" <sip:alice@example.com>;party=calling;screen=yes;privacy=off',
    'who the caller is: the forerunner of P-Asserted-Identity',
    'A draft that never became an RFC; Asterisk, FreeSWITCH and Cisco still speak it. Who reads only P-Asserted-Identity sees the From instead.',
    '',
    {
      parameters: {
        party: 'which side is named: `calling` or `called`',
        screen: 'whether the number was checked by the network',
        privacy: 'whether name and number may be shown',
        id: 'what kind of identity it is',
      },
      settings: { asterisk: ['send_rpid=yes'], freeswitch: ['caller-id-type=rpid'] },
    },
  ),
  row(
    'Diversion',
    '<sip:+15557654321@example.com>;reason=unconditional',
    'from which number the call was forwarded, and why',
    'Trunks check it when the From is no number of the customer: without it a forwarded call may be refused with 403. The topmost is the latest.',
    '5806',
    { parameters: REDIRECTION, settings: { asterisk: ['send_diversion=yes'] } },
  ),
  row(
    'History-Info',
    '<sip:bob@example.com>;index=1',
    'where the call has been before it came here',
    'Each forwarding adds an entry. Its `index` is the way in the tree: 1, then 1.1, then 1.1.1. The newer word for Diversion.',
    '7044 5',
    {
      parameters: {
        index: 'place in the tree of forwardings',
        rc: 'changed to the contact of a user; the number is the entry that it came from',
        mp: 'changed to another user; the number is the entry that it came from',
        np: 'changed without a rule; the number is the entry that it came from',
      },
    },
  ),
  row(
    'Identity',
    'eyJhbGciOiJFUzI1NiJ9..sig;info=<https://cert.example.org/passport.cer>;alg=ES256;ppt=shaken',
    'the caller’s number, signed (STIR/SHAKEN)',
    'A receiver that cannot verify it answers 436, 437 or 438; one that wants it and finds none, 428. It is long: over UDP it makes an INVITE larger than a packet, whose second part firewalls like to drop.',
    '8224 4',
    {
      parameters: {
        info: 'where the certificate is',
        alg: 'algorithm of the signature',
        ppt: 'kind of statement: `shaken` says how well the number was checked',
      },
    },
  ),
  row(
    'Identity-Info',
    '<https://example.com/cert>;alg=rsa-sha1',
    'where the certificate of an old Identity is',
    'Given up with RFC 8224; the certificate now stands in Identity.',
    '4474',
    {
      parameters: { alg: 'algorithm of the signature' },
    },
  ),
  row(
    'Geolocation',
    '<cid:target123@example.com>',
    'where the caller is',
    'For emergency calls. `cid:` points at a part of the body, anything else at a server.',
    '6442 4.1',
  ),
  row(
    'Geolocation-Routing',
    'yes',
    'whether the call may be routed by where the caller is',
    'With `no`, servers must not look at it.',
    '6442 4.2',
  ),
  row('Geolocation-Error', '100', 'why the caller’s place could not be used', 'Comes with a 424.', '6442', {
    parameters: { code: 'the text of the error' },
  }),
  row('Reply-To', '<sip:bob@example.com>', 'whom to call back', 'Need not be the caller.', '3261 20.31'),
  row(
    'P-Charge-Info',
    '<sip:+15551234567@example.com>',
    'who pays for the call',
    'Between carriers; unknown numbers are refused.',
    '8496',
    {
      parameters: { npi: 'numbering plan', noa: 'nature of the number: national, international, …' },
    },
  ),
  row(
    'User-to-User',
    '56a390f3;encoding=hex',
    'data that the two ends pass each other',
    'Call centres carry their case number in it. Gateways that do not know it drop it.',
    '7433',
    {
      parameters: { encoding: 'how the data is written', purpose: 'what it is for', content: 'what kind of data it is' },
    },
  ),
];
