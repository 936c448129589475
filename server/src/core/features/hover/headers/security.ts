import { code } from '../../markdown';
import { lookUp } from '../decoder';
import { type HeaderDecoder, parameterOf } from './decoder';
import type { HeaderPart } from '../../../sip/values/parts';

const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: 'MD5: the one that everybody has',
  'md5-sess': 'MD5 over a session key; few phones have it',
  'sha-256': 'SHA-256 (RFC 8760): older phones and libraries know only MD5',
  'sha-512-256': 'SHA-512/256 (RFC 8760): hardly any phone has it',
  akav1_md5: 'the SIM card makes the answer (AKA)',
  akav2_md5: 'the SIM card makes the answer (AKA)',
};

const QOP: Readonly<Record<string, string>> = {
  auth: '`auth`: method and address',
  'auth-int': '`auth-int`: method, address and body; a gateway that changes the SDP breaks it',
  'auth,auth-int': 'method and address, or also the body',
};

function digestPart(part: HeaderPart): string | undefined {
  if (part.kind === 'word')
    return /^digest$/i.test(part.value) ? 'the password itself is never sent, only hashes of it (RFC 7616)' : undefined;
  const value = part.value.toLowerCase().replace(/\s/g, '');
  if (part.name === 'stale')
    return value === 'true'
      ? 'only the nonce was too old: the password was right, and the client tries again'
      : 'the password or user name was wrong, or none was sent yet';
  if (part.name === 'algorithm') return lookUp(ALGORITHMS, value);
  return part.name === 'qop' ? lookUp(QOP, value) : undefined;
}

const challenge: HeaderDecoder = {
  line: context => {
    const realm = parameterOf(context, 'realm')?.value;
    const stale = parameterOf(context, 'stale')?.value.toLowerCase() === 'true';
    const algorithm = lookUp(ALGORITHMS, parameterOf(context, 'algorithm')?.value.toLowerCase() ?? 'md5');
    return [
      realm === undefined ? 'Without a realm: the client cannot know which password is meant.' : `For the realm ${code(realm)}.`,
      algorithm && `Hash: ${algorithm}.`,
      stale ? '`stale=true`: only the nonce was too old, the password was right.' : undefined,
    ];
  },
  part: (_, part) => digestPart(part),
};

const credentials: HeaderDecoder = {
  line: context => {
    const [user, realm, uri] = ['username', 'realm', 'uri'].map(name => parameterOf(context, name)?.value);
    return [
      user === undefined ? undefined : `User ${code(user)}${realm === undefined ? '' : ` of the realm ${code(realm)}`}.`,
      uri === undefined ? undefined : `Made for ${code(uri)}.`,
    ];
  },
  part: (_, part) => digestPart(part),
  secret: ['response', 'cnonce'],
};

const IDENTITY_ALGORITHMS: Readonly<Record<string, string>> = {
  es256: 'ECDSA with P-256, the one of RFC 8224',
  'rsa-sha1': 'RSA with SHA-1, of the old RFC 4474',
};
const STATEMENTS: Readonly<Record<string, string>> = {
  shaken: 'the carrier says how well it knows the caller: attestation A, B or C (RFC 8588)',
  div: 'the call was forwarded, by whom and from where (RFC 8946)',
  rcd: 'name and picture of the caller (RFC 9795)',
  rph: 'the call has priority (RFC 8443)',
};

export const SECURITY_DECODERS: Readonly<Record<string, HeaderDecoder>> = {
  'www-authenticate': challenge,
  'proxy-authenticate': challenge,
  authorization: credentials,
  'proxy-authorization': credentials,
  'authentication-info': { secret: ['rspauth', 'cnonce', 'nextnonce'] },
  identity: {
    line: context => {
      const kind = lookUp(STATEMENTS, parameterOf(context, 'ppt')?.value.toLowerCase() ?? '');
      return [kind && `${kind[0]!.toUpperCase()}${kind.slice(1)}.`];
    },
    part: (_, part) => {
      if (part.name === 'ppt') return lookUp(STATEMENTS, part.value.toLowerCase());
      return part.name === 'alg' ? lookUp(IDENTITY_ALGORITHMS, part.value.toLowerCase()) : undefined;
    },
  },
};
