import type { Description } from '../../call/types';
import { attributeFor, attributesFor, attributesIn, groups, isActive, midOf } from '../../sdp/description';
import { sameFingerprint } from '../../sdp/fingerprint';
import type { MediaSection, SdpLine } from '../../sdp/types';
import { EXAMPLE_FINGERPRINT, exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { finding, type Rule } from '../types';

/** Audio and video in a BUNDLE, the video with a fingerprint of its own. */
const bundled = (setup: string, ice: string, fingerprint: string, ofVideo = fingerprint): string[] => {
  const transport = ['a=rtcp-mux', `a=setup:${setup}`, `a=ice-ufrag:${ice}`, `a=ice-pwd:${ice}Jtrp72t7iOXQTq4McovB`];
  return [
    ...exampleSdp('a=group:BUNDLE 0 1', 'm=audio 49170 UDP/TLS/RTP/SAVPF 0', 'a=mid:0', ...transport, fingerprint),
    ...['m=video 49170 UDP/TLS/RTP/SAVPF 96', 'a=mid:1', 'a=rtpmap:96 VP8/90000', ...transport, ofVideo],
  ];
};
const THEIRS = EXAMPLE_FINGERPRINT.replace('00:01:02', 'A0:A1:A2');
const call = (ofVideo: string): string =>
  exampleCall({
    transport: 'WS',
    offer: bundled('actpass', 'lOUe', EXAMPLE_FINGERPRINT),
    status: 200,
    answer: bundled('active', 'gWay', THEIRS, ofVideo),
  });

export const bundleKeys: Rule = {
  id: 'srtp/bundle-keys',
  title: 'Different fingerprints or DTLS roles in one BUNDLE',
  severity: 'info',
  references: [{ rfc: 9143, section: '7.1.3' }],
  explanation:
    'The sections of a BUNDLE share one transport and one DTLS session, and what the first section says of it holds for all. Another fingerprint or `a=setup` in a later section is ignored. It shows that the description was put together from two sources, or that the gateway keeps a certificate for each section, which does not work in a BUNDLE.',
  quiet:
    'In an offer, sections with a port of their own may each have a transport of their own until the answer bundles them, and are not compared.',
  bad: call(THEIRS.replace('A0', 'B0')),
  good: call(THEIRS),
  cures: [],
  attributes: ['group'],
  checkDescription: function* (one) {
    const bundles = groups(one.sdp, 'BUNDLE');
    const byMid = new Map((bundles.length > 0 ? one.sdp.media : []).filter(isActive).map(section => [midOf(section), section]));
    for (const { mids } of bundles) {
      // The transport of the first serves all.
      const [first, ...others] = mids.flatMap(mid => byMid.get(mid) ?? []);
      if (!first) continue;
      const shared = others.filter(section => one.side === 'answer' || section.port === first.port || section.port === 0);
      const lines = shared.flatMap(section => differing(one, first, section));
      const [line] = lines;
      if (!line) continue;
      yield finding(bundleKeys, {
        message: one.message,
        span: line.span,
        places: lines.slice(1).map(other => other.span),
        text: `This a=${line.attribute} is another one than in the first section of the BUNDLE. All sections share one DTLS session, so that of the first holds, and this one is ignored.`,
        related: relatedLine(one.message, attributeFor(one.sdp, first, line.attribute!), 'this holds'),
      });
    }
  },
};

function differing({ sdp }: Description, first: MediaSection, section: MediaSection): SdpLine[] {
  const fingerprints = attributesIn(section.lines, 'fingerprint');
  const held = attributesFor(sdp, first, 'fingerprint');
  const found: SdpLine[] = [];
  if (fingerprints[0] && held.length > 0 && !fingerprints.some(line => held.some(other => sameFingerprint(line, other))))
    found.push(fingerprints[0]);
  const [own] = attributesIn(section.lines, 'setup');
  const role = attributeFor(sdp, first, 'setup');
  if (own && role && own.attributeValue?.trim() !== role.attributeValue?.trim()) found.push(own);
  return found;
}
