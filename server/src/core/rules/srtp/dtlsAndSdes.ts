import { deleteLine } from '../../rewrite/edit';
import type { Description } from '../../call/types';
import { attributeFor, attributesIn } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection } from '../../sdp/types';
import { BROWSER_CALL, EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { rtpSections } from '../support';
import { finding, type Fix, type Rule } from '../types';
import { OFFERED_CRYPTO } from './example';

export const dtlsAndSdes: Rule = {
  id: 'srtp/dtls-and-sdes',
  title: 'Keys by DTLS and by SDES in one section',
  severity: 'info',
  references: [
    { rfc: 8827, section: '6.5' },
    { rfc: 5763, section: '5' },
    { rfc: 4568, section: '6' },
  ],
  explanation:
    'The section has a DTLS fingerprint and SDES keys (`a=crypto`). The profile says which of them counts: `UDP/TLS/RTP/SAVPF` means DTLS, `RTP/SAVP` means SDES. Browsers know only DTLS and ignore `a=crypto`. The lines do no harm but make the message longer, and old clients may take the wrong one.',
  quiet: 'Under `RTP/AVP` both are offers that may be ignored (RFC 8643), and nothing is said.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass', [...EXAMPLE_BROWSER_LINES, OFFERED_CRYPTO]),
    status: 200,
    answer: exampleBrowserAudio('active'),
  }),
  good: BROWSER_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'SDES-off' },
    { gateway: 'asterisk', setting: 'media_encryption=dtls' },
    { gateway: 'freeswitch', setting: 'media_webrtc=true' },
  ],
  attributes: ['crypto'],
  checkDescription: function* (one) {
    const sections = rtpSections(one.sdp).filter(
      section =>
        profileOf(section.protocol).secure &&
        attributesIn(section.lines, 'crypto').length > 0 &&
        attributeFor(one.sdp, section, 'fingerprint') !== undefined,
    );
    const lines = sections.flatMap(section => attributesIn(section.lines, 'crypto'));
    const [first] = lines;
    if (!first) return;
    const browser = one.leg.kind === 'webrtc';
    yield finding(dtlsAndSdes, {
      message: one.message,
      span: first.span,
      places: lines.slice(1).map(line => line.span),
      text: `This section has SDES keys (a=crypto) beside a DTLS fingerprint. ${browser ? 'A browser takes its keys from the DTLS handshake and ignores them.' : `${sections[0]!.protocol} means ${profileOf(sections[0]!.protocol).dtls ? 'DTLS' : 'SDES to most phones'}, and the other side takes one of the two.`} Leave out what is not meant.`,
      fixes: browser || sections.every(section => profileOf(section.protocol).dtls) ? [cryptoFix(one, sections)] : [],
      cures: browser || profileOf(sections[0]!.protocol).dtls ? dtlsAndSdes.cures : [],
    });
  },
};

const cryptoFix = (one: Description, sections: readonly MediaSection[]): Fix => ({
  title: 'Remove the SDES keys (a=crypto)',
  safety: 'unsafe',
  message: one.message,
  edits: () => sections.flatMap(section => attributesIn(section.lines, 'crypto')).map(deleteLine),
});
