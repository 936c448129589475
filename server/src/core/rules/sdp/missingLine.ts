import { replace, type TextEdit } from '../../rewrite/edit';
import type { Sdp } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { list } from '../support';
import { finding, type Rule } from '../types';
import { refusalPlace, strictSeverity, textSeverity, textVerdict } from './support';

/** The lines that must be there (RFC 8866 section 5), and what goes where one is missing; an origin cannot be made up. */
const REQUIRED: readonly { readonly type: string; readonly line?: string }[] = [
  { type: 'v', line: 'v=0' },
  { type: 'o' },
  { type: 's', line: 's=-' },
  { type: 't', line: 't=0 0' },
];

const WHOLE = exampleSdp('m=audio 49170 RTP/AVP 0');

export const missingLine: Rule = {
  id: 'sdp/missing-line',
  title: 'A line that every description must have is missing',
  severity: 'error',
  references: [{ rfc: 8866, section: '5' }],
  explanation:
    'Every description begins with `v=`, `o=` and `s=`, and has a `t=` line before the first `m=`. Chrome reads nothing else ("Expect line: t="), and PJSIP, which Asterisk uses, refuses a description without `o=` or `s=` (PJMEDIA_SDP_EINORIGIN, PJMEDIA_SDP_EINNAME). Scripts that rewrite SDP by hand are the usual reason.',
  quiet:
    'It is an error where the offer was refused, information where it was answered all the same, else a warning; on a SIP leg a degree less where `o=` and `s=` are there. `s= ` with a space is fine. It is quiet for bare SDP that does not begin with `v=`, as that may be a part only, and where a line before the first `m=` is broken.',
  bad: exampleCall({ transport: 'UDP', offer: WHOLE.filter(line => line !== 's=-'), status: 488 }),
  good: exampleCall({ transport: 'UDP', offer: WHOLE, status: 486 }),
  cures: [],
  checkDescription: function* (one, call) {
    const { sdp, message } = one;
    const first = sdp.lines[0];
    if (!first || sdp.session.some(line => line.type === '') || (!message.sip && first.type !== 'v')) return;
    const missing = REQUIRED.filter(({ type }) => !sdp.session.some(line => line.type === type));
    // Log lines and fragments of SDP have none of them.
    if (missing.length === 0 || missing.length === REQUIRED.length || sdp.media.length === 0) return;
    // A missing origin or name is refused by phones too.
    const severity = missing.some(({ type }) => type === 'o' || type === 's') ? textSeverity(one, call) : strictSeverity(one, call);
    const names = list(missing.map(({ type }) => `${type}=`));
    const added = missing.filter(({ line }) => line !== undefined);
    yield finding(missingLine, {
      severity,
      message,
      span: first.span,
      text: `This description has no ${names} line. Every description needs v=, o=, s= and t= before its first m= line. ${missing.some(({ type }) => type === 'o' || type === 's') ? 'Chrome and PJSIP refuse' : 'Chrome and other strict readers refuse'} it without.`,
      related: refusalPlace(one),
      fixes:
        added.length === missing.length
          ? [
              {
                title: `Add ${list(added.map(({ line }) => line!))}`,
                safety: 'safe',
                message,
                edits: () =>
                  insertions(
                    sdp,
                    added.map(({ type, line }) => ({ type, line: line! })),
                  ),
              },
            ]
          : [],
      verdict: textVerdict(one, severity, 78, `its SDP lacks the ${names} line, without which strict readers refuse it`),
    });
  },
};

/** What may stand before a line (RFC 8866 section 9). */
const BEFORE: Readonly<Record<string, string>> = { v: '', s: 'vo', t: 'vosiuepcb' };

/** Each line in its place. Lines that come to stand in one place go in together. */
function insertions(sdp: Sdp, lines: readonly { type: string; line: string }[]): TextEdit[] {
  const places = new Map<number, string>();
  for (const { type, line } of lines) {
    const index = sdp.session.findIndex(other => !BEFORE[type]!.includes(other.type));
    const next = (index < 0 ? sdp.media[0]!.line : sdp.session[index]!).span.start;
    places.set(next, `${places.get(next) ?? ''}${line}\n`);
  }
  return [...places].map(([at, text]) => replace({ start: at, end: at }, text));
}
