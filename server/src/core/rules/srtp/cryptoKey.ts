import type { Description } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { base64Octets, type Crypto, cryptosIn, inlineKey, suiteOf } from '../../sdp/crypto';
import { looksRedacted } from '../../sdp/redacted';
import type { Token } from '../../sdp/types';
import type { Span } from '../../text/span';
import { refusalOf, relatedReply, rtpSections } from '../support';
import { finding, type Rule } from '../types';
import { exampleSdesCall, OFFERED_CRYPTO } from './example';

export const cryptoKey: Rule = {
  id: 'srtp/crypto-key',
  title: 'SDES key that cannot be used',
  severity: 'error',
  references: [
    { rfc: 4568, section: '6.1' },
    { rfc: 4568, section: '9.2' },
    { rfc: 6188, section: '4' },
    { rfc: 7714, section: '12' },
  ],
  explanation:
    '`a=crypto` gives a tag, a suite, and behind `inline:` the key and its salt in Base64. Their length belongs to the suite: 30 bytes (40 signs) for `AES_CM_128_HMAC_SHA1_80`, 46 bytes (62 signs and padding) for `AES_256_CM_HMAC_SHA1_80`, 28 and 44 bytes for the GCM suites. A line with another length or with signs that are no Base64 is invalid, and the receiver passes it over or refuses the call: Asterisk logs "SRTP descriptions key length is", FreeSWITCH "Invalid keysalt length in the crypto attribute".',
  quiet:
    'Keys that were taken out before the trace was shown to others are no fault, nor are missing padding and suites that we do not know. It is a warning where another line of the section can be used, or where the other side answered all the same.',
  bad: exampleSdesCall([OFFERED_CRYPTO], [OFFERED_CRYPTO.slice(0, -8)]),
  good: exampleSdesCall(),
  cures: [],
  attributes: ['crypto'],
  checkDescription: function* (one) {
    const kinds = new Map<string, Fault[]>();
    for (const section of one.cut ? [] : rtpSections(one.sdp)) {
      const faults = cryptosIn(section).map(faultOf);
      const beside = faults.includes(undefined);
      for (const fault of faults) {
        if (!fault) continue;
        const known = kinds.get(fault.text);
        if (known) known.push({ ...fault, beside });
        else kinds.set(fault.text, [{ ...fault, beside }]);
      }
    }
    for (const faults of kinds.values()) yield found(one, faults);
  },
};

function found(one: Description, faults: readonly Fault[]) {
  const [first, ...others] = faults;
  const refusal = refusalOf(one);
  const answered = one.side === 'offer' && one.other !== undefined;
  const beside = faults.every(fault => fault.beside);
  const severity = beside || answered ? 'warning' : 'error';
  return finding(cryptoKey, {
    severity,
    message: one.message,
    span: first!.span,
    places: others.map(other => other.span),
    text: `${first!.text} ${beside ? 'The other side cannot choose this line.' : 'The other side has no key to decrypt with.'}`,
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    fixes: first!.missing
      ? [
          {
            title: 'Put inline: before the key',
            safety: 'safe',
            message: one.message,
            edits: () => faults.map(({ span }) => replace({ start: span.start, end: span.start }, 'inline:')),
          },
        ]
      : [],
    verdict:
      severity === 'error'
        ? {
            // More than that of the profile, which a refusal is put down to where nothing else is wrong.
            weight: refusal ? 96 : 83,
            text: `${refusal ? `The call was refused with ${refusal.status}` : 'There will be no audio'}: the encryption key in the ${one.side} is damaged.`,
          }
        : undefined,
  });
}

interface Fault {
  readonly span: Span;
  readonly text: string;
  /** Nothing but `inline:` is missing. */
  readonly missing?: true;
  /** Another line of the section can be used. */
  readonly beside?: boolean;
}

function faultOf({ line, tag, suite, keys }: Crypto): Fault | undefined {
  if (!tag || looksRedacted(tag.text)) return undefined;
  if (!/^\d{1,9}$/.test(tag.text)) {
    return { span: tag.span, text: 'a=crypto begins with a tag, a number of up to nine digits; here is none.' };
  }
  const [first] = keys;
  if (!suite || looksRedacted(suite.text)) return undefined;
  if (!first) return { span: line.span, text: 'a=crypto needs a key behind the suite (inline: and Base64); here is none.' };
  const wanted = suiteOf(suite.text)?.octets;
  for (const key of keys) {
    const fault = faultOfKey(key, wanted, suite.text);
    if (fault) return fault;
  }
  return undefined;
}

function faultOfKey(key: Token, wanted: number | undefined, suite: string): Fault | undefined {
  const text = inlineKey(key.text);
  if (text === undefined) {
    const bare = wanted !== undefined && base64Octets(key.text) === wanted;
    return bare ? { span: key.span, text: 'The key has no inline: before it.', missing: true } : undefined;
  }
  const octets = base64Octets(text);
  if (octets === undefined) {
    return looksRedacted(text) ? undefined : { span: key.span, text: 'The key is not Base64.' };
  }
  if (wanted === undefined || octets === wanted || looksRedacted(text)) return undefined;
  return { span: key.span, text: `Key and salt are ${octets} bytes, but ${suite} needs ${wanted} (${signs(wanted)} signs of Base64).` };
}

/** Signs of Base64 without padding. */
const signs = (octets: number): number => Math.ceil((octets * 4) / 3);
