import { attributesFor } from '../../sdp/description';
import { readFingerprint } from '../../sdp/fingerprint';
import type { SdpLine } from '../../sdp/types';
import { BROWSER_CALL, EXAMPLE_BROWSER_LINES, EXAMPLE_FINGERPRINT, exampleBrowserAudio, exampleCall } from '../example';
import { transportSections } from '../support';
import { finding, type Rule } from '../types';

const MD5 = 'a=fingerprint:md5 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F';

export const weakHash: Rule = {
  id: 'srtp/weak-hash',
  title: 'Fingerprint with a weak hash function',
  severity: 'error',
  references: [{ rfc: 8122, section: '5' }],
  explanation:
    'The fingerprint ties the encryption handshake to the certificate, and is worth as much as its hash function. MD2 and MD5 must not be used at all: Chrome refuses the description ("Failed to create fingerprint from the digest."). SHA-1 still works, but is weak; everybody supports SHA-256.',
  quiet:
    'It is quiet where a stronger fingerprint stands beside the weak one. SHA-1 is information. MD2 and MD5 are a warning where the offer was answered.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass'),
    status: 200,
    answer: exampleBrowserAudio(
      'active',
      EXAMPLE_BROWSER_LINES.map(line => (line === EXAMPLE_FINGERPRINT ? MD5 : line)),
    ),
  }),
  good: BROWSER_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'DTLS-fingerprint=SHA-256' },
    { gateway: 'asterisk', setting: 'dtls_fingerprint=SHA-256' },
  ],
  attributes: ['fingerprint'],
  checkDescription: function* (one) {
    const weak = new Map<SdpLine, string>();
    for (const section of transportSections(one.sdp)) {
      const read = attributesFor(one.sdp, section, 'fingerprint').map(readFingerprint);
      const names = read.map(({ hash }) => hash?.text.toLowerCase() ?? '');
      if (!names.every(name => /^(md2|md5|sha-1)$/.test(name))) continue;
      const best = names.indexOf('sha-1') >= 0 ? names.indexOf('sha-1') : 0;
      if (read[best]) weak.set(read[best].line, names[best]!);
    }
    const [first] = weak;
    if (!first) return;
    const [line, name] = first;
    const broken = name !== 'sha-1';
    const severity = !broken ? 'info' : one.side === 'offer' && one.other ? 'warning' : 'error';
    yield finding(weakHash, {
      severity,
      message: one.message,
      span: readFingerprint(line).hash!.span,
      places: [...weak.keys()].slice(1).map(other => readFingerprint(other).hash!.span),
      text: broken
        ? `${name.toUpperCase()} must not be used for fingerprints: receivers refuse it${one.leg.kind === 'webrtc' ? ' (Chrome: "Failed to create fingerprint from the digest.")' : ''}. Give the SHA-256 hash of the certificate.`
        : 'SHA-1 is weak, and later versions may no longer take it. Give the SHA-256 hash of the certificate.',
      verdict:
        severity === 'error'
          ? {
              weight: 84,
              text: `There will be no audio: the fingerprint for the encryption handshake is made with ${name.toUpperCase()}, which is forbidden, so the other side refuses it.`,
            }
          : undefined,
    });
  },
};
