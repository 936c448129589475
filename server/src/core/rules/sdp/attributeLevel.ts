import { deleteLine, insertAfter, replace } from '../../rewrite/edit';
import type { Description } from '../../call/types';
import type { SdpLine } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { list } from '../support';
import { type Finding, finding, type Fix, type Rule } from '../types';
import { refusalPlace, textSeverity } from './support';

/** What describes one stream, with the section that says so. */
const IN_SECTIONS = new Set(['rtpmap', 'fmtp', 'crypto', 'mid', 'rtcp-mux', 'bundle-only', 'candidate']);
/** What describes the whole session. */
const BEFORE_SECTIONS = new Set(['group', 'ice-lite']);
/** Keys, addresses and roles: moving these changes what is offered. */
const WEIGHTY = new Set(['crypto', 'candidate', 'ice-lite', 'mid']);

const AUDIO = 'm=audio 49170 RTP/AVP 96';
const MAP = 'a=rtpmap:96 telephone-event/8000';
const [V, O, S, C, T] = exampleSdp() as [string, string, string, string, string];

export const attributeLevel: Rule = {
  id: 'sdp/attribute-level',
  title: 'An attribute stands where nobody looks for it',
  severity: 'warning',
  references: [
    { rfc: 8866, section: '6.6' },
    { rfc: 4568, section: '4' },
    { rfc: 5888, section: '5' },
    { rfc: 8839, section: '5.3' },
  ],
  explanation:
    '`a=rtpmap`, `a=fmtp`, `a=crypto`, `a=mid`, `a=rtcp-mux` and `a=candidate` belong to one stream and stand behind its `m=` line. `a=group` and `a=ice-lite` are about the whole description and stand before the first `m=`. In the wrong place they are passed over: the codec has no name, the key is not found, the streams are not bundled.',
  quiet:
    'Fingerprint, setup, ICE credentials, extmap and direction may stand at both levels. It is information where the offer was answered all the same, and quiet about `a=ice-lite` on a SIP leg.',
  bad: exampleCall({ transport: 'UDP', offer: [V, O, S, C, T, MAP, AUDIO], status: 486 }),
  good: exampleCall({ transport: 'UDP', offer: [V, O, S, C, T, AUDIO, MAP], status: 486 }),
  cures: [],
  checkDescription: function* (one, call): Generator<Finding> {
    const early = one.sdp.media.length === 0 ? [] : one.sdp.session.filter(line => IN_SECTIONS.has(line.attribute ?? ''));
    // Some trunks write a=ice-lite there, and who calls them knows it.
    const late = one.sdp.lines.filter(
      line => line.section >= 0 && BEFORE_SECTIONS.has(line.attribute ?? '') && (one.leg.kind !== 'sip' || line.attribute !== 'ice-lite'),
    );
    for (const lines of [early, late]) {
      const [line] = lines;
      if (!line) continue;
      const names = list([...new Set(lines.map(other => `a=${other.attribute}`))]);
      const severity = textSeverity(one, call);
      yield finding(attributeLevel, {
        severity: severity === 'info' ? 'info' : 'warning',
        message: one.message,
        span: line.span,
        places: lines.slice(1, 21).map(other => other.span),
        text:
          lines === early
            ? `${names} belongs to one stream and stands before the first m= line, where most pass over it. Put it behind the m= line that it is about.`
            : `${names} is about the whole description and stands in a media section, where it is passed over. Put it before the first m= line.`,
        related: refusalPlace(one),
        fixes: lines === early ? intoSection(one, lines) : [beforeSections(one, lines)],
      });
    }
  },
};

const safetyOf = (lines: readonly SdpLine[]): Fix['safety'] => (lines.some(line => WEIGHTY.has(line.attribute!)) ? 'unsafe' : 'safe');

/** With several sections nobody knows which one is meant. */
function intoSection(one: Description, lines: readonly SdpLine[]): Fix[] {
  const [section, second] = one.sdp.media;
  if (!section || second) return [];
  return [
    {
      title: 'Move it into the media section',
      safety: safetyOf(lines),
      message: one.message,
      edits: () => [
        ...lines.map(deleteLine),
        insertAfter(section.lines[section.lines.length - 1]!, lines.map(line => line.text.trimEnd()).join('\n')),
      ],
    },
  ];
}

const beforeSections = (one: Description, lines: readonly SdpLine[]): Fix => ({
  title: 'Move it before the first m= line',
  safety: safetyOf(lines),
  message: one.message,
  edits: () => {
    const at = one.sdp.media[0]!.line.span.start;
    const texts = [...new Set(lines.map(line => line.text.trimEnd()))];
    return [replace({ start: at, end: at }, texts.map(text => `${text}\n`).join('')), ...lines.map(deleteLine)];
  },
});
