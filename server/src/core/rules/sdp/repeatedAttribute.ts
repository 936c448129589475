import { deleteLine } from '../../rewrite/edit';
import type { SdpLine } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { list } from '../support';
import { finding, type Rule } from '../types';
import { refusalPlace, textSeverity } from './support';

/** Attributes that have one value for a section; ICE's have a rule of their own. */
const SINGLE = new Set(['mid', 'setup', 'rtcp', 'rtcp-mux', 'rtcp-mux-only', 'rtcp-rsize', 'ptime', 'maxptime', 'bundle-only', 'ice-lite']);
/** Of these four a section has one. */
const DIRECTIONS = new Set(['sendrecv', 'sendonly', 'recvonly', 'inactive']);

const withLines = (...lines: readonly string[]): string =>
  exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 0', ...lines), status: 486 });

export const repeatedAttribute: Rule = {
  id: 'sdp/repeated-attribute',
  title: 'An attribute stands twice that can have one value only',
  severity: 'warning',
  references: [{ rfc: 8866, section: '6' }],
  explanation:
    'Attributes such as `a=mid`, `a=setup`, `a=ptime` or the direction have one value in a section. Where they stand twice with different values, one reader takes the first and another the last. It happens when a description passes through the same gateway twice, or when a script adds a line without looking for the one that is there.',
  quiet:
    'Lines that may be repeated (`rtpmap`, `candidate`, `fingerprint`, `crypto`, `ssrc`, `extmap` and others) are not looked at. Two lines that say the same are a hint. It is information where the offer was answered.',
  bad: withLines('a=sendrecv', 'a=sendonly'),
  good: withLines('a=sendonly'),
  cures: [],
  checkDescription: function* (one, call) {
    const levels = [one.sdp.session, ...one.sdp.media.filter(section => section.port !== 0).map(section => section.lines)];
    const again = levels.flatMap(repeatedIn);
    const differing = again.filter(({ line, first }) => line.text.trim() !== first.text.trim());
    const shown = differing.length > 0 ? differing : again;
    const [found] = shown;
    if (!found) return;
    const differs = differing.length > 0;
    const severity = differs ? (textSeverity(one, call) === 'info' ? 'info' : 'warning') : 'hint';
    const names = list([...new Set(shown.map(({ line }) => `a=${line.attribute}`))]);
    yield finding(repeatedAttribute, {
      severity,
      message: one.message,
      span: found.line.span,
      places: shown.slice(1, 21).map(({ line }) => line.span),
      text: differs
        ? `${found.first.text.trim().slice(0, 80)} stands in the same place already. Only one can hold, and which one depends on who reads it. Keep one.`
        : `${names} stands twice here and says the same. Once is enough.`,
      related: [{ message: one.message, span: found.first.span, text: 'the first one' }, ...refusalPlace(one)],
      fixes: [
        {
          title: differs ? 'Keep the first and remove what follows' : 'Remove the second',
          safety: differs ? 'unsafe' : 'safe',
          message: one.message,
          edits: () => shown.map(({ line }) => deleteLine(line)),
        },
      ],
    });
  },
};

function repeatedIn(lines: readonly SdpLine[]): { line: SdpLine; first: SdpLine }[] {
  const known = new Map<string, SdpLine>();
  const again: { line: SdpLine; first: SdpLine }[] = [];
  for (const line of lines) {
    const name = line.attribute;
    const key = name === undefined ? '' : DIRECTIONS.has(name) ? 'direction' : SINGLE.has(name) ? name : '';
    if (key === '') continue;
    const first = known.get(key);
    if (first) again.push({ line, first });
    else known.set(key, line);
  }
  return again;
}
