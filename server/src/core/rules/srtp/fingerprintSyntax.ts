import type { Description } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { attributesIn, isActive } from '../../sdp/description';
import { type Fingerprint, hashOctets, hexOctets, readFingerprint } from '../../sdp/fingerprint';
import { profileOf } from '../../sdp/profiles';
import { looksRedacted } from '../../sdp/redacted';
import type { SdpLine } from '../../sdp/types';
import type { Span } from '../../text/span';
import { BROWSER_CALL, EXAMPLE_BROWSER_LINES, EXAMPLE_FINGERPRINT, exampleBrowserAudio, exampleCall } from '../example';
import { refusalOf, relatedReply } from '../support';
import { finding, type Fix, type Rule } from '../types';

const SHORT = EXAMPLE_FINGERPRINT.slice(0, -6);

export const fingerprintSyntax: Rule = {
  id: 'srtp/fingerprint-syntax',
  title: 'Fingerprint that is not written as its hash function requires',
  severity: 'error',
  references: [{ rfc: 8122, section: '5' }],
  explanation:
    '`a=fingerprint` names a hash function and gives the hash of the certificate: pairs of hexadecimal digits in upper case with colons between them, 32 pairs for `sha-256`. A hash function of another name, a missing colon or a lost pair makes it useless: Chrome refuses the description ("Failed to create fingerprint from the digest."), or the handshake fails because no certificate has such a hash.',
  quiet:
    'Hashes that were taken out before the trace was shown to others are no fault. An unknown hash function beside a fingerprint that is right is not reported, as a receiver passes it over. Lower-case digits are information: everybody reads them. It is a warning where the other side answered all the same, or where another fingerprint of the section is right.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass'),
    status: 200,
    answer: exampleBrowserAudio(
      'active',
      EXAMPLE_BROWSER_LINES.map(line => (line === EXAMPLE_FINGERPRINT ? SHORT : line)),
    ),
  }),
  good: BROWSER_CALL,
  cures: [{ gateway: 'asterisk', setting: 'dtls_fingerprint=SHA-256' }],
  attributes: ['fingerprint'],
  checkDescription: function* (one) {
    for (const faults of sameFaults(one)) {
      const [first, ...others] = faults;
      const refusal = refusalOf(one);
      const answered = one.side === 'offer' && one.other !== undefined;
      const outcome = one.leg.kind === 'webrtc' && !first!.wrongLength ? REFUSED : FAILS;
      const harmless = answered || first!.half || faults.every(fault => fault.beside) || !isNeeded(one);
      const severity = first!.lowerCase ? 'info' : harmless ? 'warning' : 'error';
      yield finding(fingerprintSyntax, {
        severity,
        message: one.message,
        span: first!.span,
        places: others.map(other => other.span),
        text: `${first!.text} ${first!.lowerCase ? 'Receivers read them all the same.' : outcome}`,
        related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
        fixes: fixesOf(one, faults),
        verdict:
          severity === 'error'
            ? {
                weight: 86,
                text: `There will be no audio: the fingerprint of the certificate for the encryption handshake is damaged in the ${one.side}, so no certificate fits it.`,
              }
            : undefined,
      });
    }
  },
};

const REFUSED = 'Chrome refuses the description ("Failed to create fingerprint from the digest."). Send the fingerprint as it is.';
const FAILS = 'No certificate fits it, so the DTLS handshake fails and there is no audio. Send the fingerprint as it is.';

/** The faults of a description's fingerprints, those of one kind together. */
function sameFaults({ sdp, cut }: Description): Fault[][] {
  const kinds = new Map<string, Fault[]>();
  for (const lines of [sdp.session, ...sdp.media.filter(isActive).map(section => section.lines)]) {
    // The last line of a body that was cut is half a line.
    const read = attributesIn(lines, 'fingerprint')
      .filter(line => !cut || line.index < sdp.lines.length - 1)
      .map(readFingerprint);
    const found = read.map(faultOf);
    const beside = found.includes(undefined);
    for (const fault of found) {
      if (!fault || (fault.unknown && beside)) continue;
      const known = kinds.get(fault.text);
      if (known) known.push({ ...fault, beside });
      else kinds.set(fault.text, [{ ...fault, beside }]);
    }
  }
  return [...kinds.values()];
}

/** What nearly all have. */
const SHA_256 = /^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/;

interface Fault {
  readonly line: SdpLine;
  readonly span: Span;
  readonly text: string;
  /** The hash function may be one that only we do not know. */
  readonly unknown?: true;
  readonly wrongLength?: true;
  readonly lowerCase?: true;
  /** There is no hash; it may have been taken out. */
  readonly half?: true;
  /** Another fingerprint at the same place is right. */
  readonly beside?: boolean;
  /** The line without its `a=`, if there is only one way to read it. */
  readonly fixed?: string;
}

function faultOf({ line, hash, value }: Fingerprint): Fault | undefined {
  if (hash?.text === 'sha-256' && value && SHA_256.test(value.text)) return undefined;
  if (hash && looksRedacted(hash.text)) return undefined;
  if (!hash || !value) {
    return {
      line,
      span: line.span,
      text: 'a=fingerprint needs the name of a hash function and a hash; here is only half of it.',
      half: true,
    };
  }
  if (isRedacted(value.text)) return undefined;
  const octets = hashOctets(hash.text);
  const dashed = hash.text.toLowerCase().replace(/^sha_?(\d+)$/, 'sha-$1');
  if (octets === undefined) {
    const meant = hashOctets(dashed) === hexOctets(value.text) && hexOctets(value.text) !== undefined;
    return {
      line,
      span: hash.span,
      text: `${hash.text} is no hash function of RFC 8122.${meant ? ` It is written ${dashed}.` : ''}`,
      unknown: true,
      fixed: meant ? `fingerprint:${dashed} ${value.text.toUpperCase()}` : undefined,
    };
  }
  const name = hash.text.toUpperCase();
  const found = hexOctets(value.text);
  if (found === undefined) {
    const plain = /^[0-9a-f]+$/i.test(value.text) && value.text.length === octets * 2;
    return {
      line,
      span: value.span,
      text: plain
        ? 'The colons between the pairs of digits are missing.'
        : 'This is not written as pairs of hexadecimal digits with colons between them.',
      fixed: plain ? `fingerprint:${hash.text} ${value.text.toUpperCase().match(/../g)!.join(':')}` : undefined,
    };
  }
  if (found !== octets) {
    return { line, span: value.span, text: `The hash has ${found} pairs of digits, but ${name} gives ${octets}.`, wrongLength: true };
  }
  if (!/[a-f]/.test(value.text)) return undefined;
  return {
    line,
    span: value.span,
    text: 'The digits of a fingerprint are written in upper case.',
    lowerCase: true,
    fixed: `fingerprint:${hash.text} ${value.text.toUpperCase()}`,
  };
}

/** Letters behind F, dots and brackets stand for what was taken out: `XX:XX`, `4A:AD:…`, `<removed>`. */
const isRedacted = (value: string): boolean => /[g-z*.…<>[\](){}#?]/i.test(value);

/** Whether the keys of some section come from DTLS alone. */
const isNeeded = (one: Description): boolean =>
  one.sdp.media.some(
    section =>
      isActive(section) &&
      (profileOf(section.protocol).dtls || (profileOf(section.protocol).secure && attributesIn(section.lines, 'crypto').length === 0)),
  );

const fixesOf = (one: Description, faults: readonly Fault[]): Fix[] =>
  faults.some(({ fixed }) => fixed === undefined)
    ? []
    : [
        {
          title: 'Write the fingerprint as RFC 8122 requires',
          safety: 'safe',
          message: one.message,
          edits: () =>
            faults.map(({ line, fixed }) =>
              replace({ start: line.span.start + 2, end: line.span.start + line.text.trimEnd().length }, fixed!),
            ),
        },
      ];
