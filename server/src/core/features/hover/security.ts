import { base64Octets, inlineKey, suiteOf } from '../../sdp/crypto';
import { attributeFor } from '../../sdp/description';
import { hashOctets, hexOctets } from '../../sdp/fingerprint';
import { profileOf } from '../../sdp/profiles';
import { code } from '../markdown';
import { partyOf } from '../position';
import { count, type Decoder, type LineContext, lookUp, partText } from './decoder';

function hashTitle(name: string): string | undefined {
  const bytes = hashOctets(name);
  if (bytes === undefined) return undefined;
  const worth = /^md/i.test(name) ? ', broken and forbidden' : /^sha-1$/i.test(name) ? ', weak' : '';
  return `${name.toUpperCase()}, ${bytes} bytes${worth}`;
}

function hashLength(type: string, hash: string): string {
  const bytes = hexOctets(hash);
  if (bytes === undefined) return 'not pairs of hexadecimal digits with colons between them';
  const wanted = hashOctets(type);
  if (wanted === undefined) return count(bytes, 'byte');
  return bytes === wanted ? `${bytes} bytes, as it should be` : `${count(bytes, 'byte')}, but ${type.toUpperCase()} has ${wanted}`;
}

const fingerprint: Decoder = {
  line: context => {
    const type = partText(context, 'type') ?? '';
    const hash = partText(context, 'hash');
    if (hash === undefined) return ['Malformed: a hash function and a hash are expected.'];
    return [`Hash: ${hashTitle(type) ?? `${code(type)}, not a known hash function`}`, `Length: ${hashLength(type, hash)}`];
  },
  part: (context, { name, text }) =>
    name === 'type'
      ? (hashTitle(text) ?? 'not a known hash function')
      : name === 'hash'
        ? hashLength(partText(context, 'type') ?? '', text)
        : undefined,
};

function keyTitle(suite: string, key: string): string {
  const text = inlineKey(key);
  if (text === undefined) return 'not a key: `inline:` and Base64 are expected';
  const bytes = base64Octets(text);
  if (bytes === undefined) return 'not Base64';
  const wanted = suiteOf(suite)?.octets;
  if (wanted === undefined) return `key and salt, ${count(bytes, 'byte')}`;
  return bytes === wanted
    ? `key and salt, ${bytes} bytes, as the suite requires`
    : `key and salt, ${count(bytes, 'byte')}, but the suite requires ${wanted}`;
}

function lifetimeTitle(text: string): string {
  const power = /^2\^(\d+)$/.exec(text);
  return `the key may be used for ${power ? `2^${power[1]}` : text} packets`;
}

function mkiTitle(text: string): string {
  const [identifier, bytes] = text.split(':');
  return `master key identifier ${identifier}, ${count(Number(bytes), 'byte')} in each packet; many stacks do not support it`;
}

const crypto: Decoder = {
  line: context => {
    const suite = partText(context, 'suite');
    const key = partText(context, 'key');
    if (suite === undefined || key === undefined) return ['Malformed: a tag, a suite and `inline:` with the key are expected.'];
    const [lifetime, mki] = [partText(context, 'lifetime'), partText(context, 'mki')];
    return [
      `Suite ${code(suite)}: ${suiteOf(suite)?.title ?? 'not a known suite'}`,
      `Key: ${keyTitle(suite, key)}`,
      lifetime ? `Lifetime: ${lifetimeTitle(lifetime)}` : undefined,
      mki ? `MKI: ${mkiTitle(mki)}` : undefined,
    ];
  },
  part: (context, { name, text }) => {
    switch (name) {
      case 'suite':
        return suiteOf(text)?.title ?? 'not a known suite';
      case 'key':
        return keyTitle(partText(context, 'suite') ?? '', text);
      case 'lifetime':
        return lifetimeTitle(text);
      case 'mki':
        return mkiTitle(text);
      default:
        return undefined;
    }
  },
  secret: ['key', 'value'],
};

const ROLES: Readonly<Record<string, string>> = {
  active: 'this side sends the ClientHello',
  passive: 'this side waits for the ClientHello',
  actpass: 'this side can do either; the answerer chooses',
  holdconn: 'no connection for now',
};

/** Who sends the ClientHello, as far as this description and the other side's tell. */
function clientHello(context: LineContext): string | undefined {
  const { standing, line } = context;
  const { leg, exchange, side } = standing;
  const own = line.attributeValue?.trim().toLowerCase() ?? '';
  if (!leg || !exchange || !side) return undefined;
  const far = side === 'offer' ? 'answer' : 'offer';
  const us = partyOf(leg, exchange, side);
  const them = partyOf(leg, exchange, far);
  if (!standing.other) return own === 'actpass' ? 'No answer in the trace: who sends the ClientHello is open.' : undefined;
  const section = standing.other.media[context.section?.index ?? 0];
  if (!section || section.port === 0) return `The ${far} rejects this section: no DTLS here.`;
  if (!profileOf(section.protocol).dtls && !attributeFor(standing.other, section, 'fingerprint')) {
    return `The ${far} has no DTLS (${code(section.protocol)} without a=fingerprint): nobody sends a ClientHello.`;
  }
  const other = attributeFor(standing.other, section, 'setup')?.attributeValue?.trim().toLowerCase();
  const [offer, answer] = side === 'offer' ? [own, other] : [other, own];
  if (other === undefined) {
    return far === 'offer'
      ? 'The offer has no a=setup.'
      : `The answer has no a=setup: ${them} may wait as well, and then nobody sends the ClientHello.`;
  }
  if (answer === 'actpass') return 'The answer says `actpass`, which only an offer may say: who sends the ClientHello is open.';
  if (offer === answer && (answer === 'active' || answer === 'passive')) {
    return answer === 'active'
      ? 'Both sides are active: both send a ClientHello, and the handshake fails.'
      : 'Both sides are passive: nobody sends the ClientHello, and there is no media.';
  }
  if (answer !== 'active' && answer !== 'passive') return undefined;
  const sender = (answer === 'active') === (side === 'answer') ? us : them;
  const words = `The ${far} says ${code(other)}: ${sender} sends the ClientHello.`;
  return sender === us ? words : `${words.slice(0, -1)}, this side waits for it.`;
}

const setup: Decoder = {
  line: context => [
    `${code(context.line.attributeValue ?? '')}: ${lookUp(ROLES, context.line.attributeValue?.trim() ?? '') ?? 'not a role'}`,
    clientHello(context),
  ],
  part: (_, { text }) => lookUp(ROLES, text) ?? 'not a role',
  partNote: clientHello,
};

export const SECURITY_DECODERS: Readonly<Record<string, Decoder>> = { fingerprint, crypto, setup };
