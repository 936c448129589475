import type { HeaderFact } from '../fact';
import { row } from './row';

const CHALLENGE: Readonly<Record<string, string>> = {
  realm: 'for which domain a password is asked; the client looks its password up by it',
  nonce: 'a value for one use that goes into the hash',
  opaque: 'comes back as it is',
  stale: 'whether only the nonce was too old',
  algorithm: 'hash function; MD5 where none is named',
  qop: 'what the hash protects',
  domain: 'addresses that the password counts for',
};
const CREDENTIALS: Readonly<Record<string, string>> = {
  username: 'the user whose password made the hash: need not be the number in From',
  realm: 'the domain of the password; must be that of the challenge',
  nonce: 'the value of the challenge',
  uri: 'the address that went into the hash: the Request-URI when it was made',
  response: 'the hash of password, nonce, method and address',
  algorithm: 'hash function; MD5 where none is named',
  cnonce: 'the client’s own value for one use',
  nc: 'how many times this nonce was used, in hexadecimal digits',
  opaque: 'what the challenge had',
  qop: 'what the hash protects',
  auts: 'a mobile phone asks for a new sequence number (AKA)',
};
const AGREEMENT: Readonly<Record<string, string>> = {
  q: 'preference',
  alg: 'integrity algorithm',
  ealg: 'encryption algorithm',
  prot: 'protocol of IPsec',
  mod: 'mode of IPsec',
  'spi-c': 'index of the client’s side',
  'spi-s': 'index of the server’s side',
  'port-c': 'protected port of the client',
  'port-s': 'protected port of the server',
  mediasec: 'the mechanism is for media, not for SIP',
};
const ASK = { asterisk: ['auth'], freeswitch: ['auth-calls=true', 'challenge-realm'], kamailio: ['auth_challenge()'] };
const ANSWER = { asterisk: ['outbound_auth'], freeswitch: ['username', 'password'] };

/** Headers about passwords and keys of the signalling. */
export const SECURITY: readonly HeaderFact[] = [
  row(
    'WWW-Authenticate',
    'Digest realm="example.com", nonce="84a4cc6f", algorithm=MD5, qop="auth"',
    'asks for a password, with a 401',
    'Normal: the client sends the request again with Authorization. A second 401 without `stale=true` means that user name, password or realm is wrong.',
    '3261 20.44',
    { parameters: CHALLENGE, settings: ASK },
  ),
  row(
    'Proxy-Authenticate',
    'Digest realm="example.com", nonce="84a4cc6f", algorithm=MD5, qop="auth"',
    'a proxy asks for a password, with a 407',
    'Normal: the client sends the request again with Proxy-Authorization. A second 407 without `stale=true` means that user name, password or realm is wrong.',
    '3261 20.27',
    { parameters: CHALLENGE, settings: { kamailio: ['auth_challenge()', 'proxy_challenge()'] } },
  ),
  row(
    'Authorization',
    'Digest username="alice", realm="example.com", nonce="84a4cc6f", uri="sip:example.com", response="7587245234b3434c"',
    'proves that the client knows the password',
    'What is checked is the user name here, not the number in From. Without it the request is answered with 401 each time.',
    '3261 20.7',
    { parameters: CREDENTIALS, settings: ANSWER },
  ),
  row(
    'Proxy-Authorization',
    'Digest username="alice", realm="example.com", nonce="84a4cc6f", uri="sip:bob@example.com", response="7587245234b3434c"',
    'proves to a proxy that the client knows the password',
    'Every proxy that asks has its own realm, so there may be several.',
    '3261 20.28',
    { parameters: CREDENTIALS, settings: ANSWER },
  ),
  row(
    'Authentication-Info',
    'nextnonce="47364c23432d2e131a5fb210812c"',
    'the server proves that it knows the password too',
    'It may hand out the nonce for the next request.',
    '3261 20.6',
    {
      parameters: {
        nextnonce: 'the value for the next request',
        qop: 'what the hash protects',
        rspauth: 'the server’s own hash',
        cnonce: 'the client’s value',
        nc: 'how many times the nonce was used',
      },
    },
  ),
  row(
    'Security-Client',
    'ipsec-3gpp;q=0.1',
    'security mechanisms that the client offers',
    'Mobile networks agree on IPsec with it; `sdes-srtp;mediasec` asks for encrypted media.',
    '3329',
    { parameters: AGREEMENT },
  ),
  row(
    'Security-Server',
    'ipsec-3gpp;q=0.1',
    'security mechanisms that the server offers',
    'The client has to repeat them in Security-Verify.',
    '3329',
    { parameters: AGREEMENT },
  ),
  row(
    'Security-Verify',
    'ipsec-3gpp;q=0.1',
    'the list of Security-Server, repeated',
    'Where it differs, somebody changed the list on the way, and the request is answered with 494.',
    '3329',
    { parameters: AGREEMENT },
  ),
];
