import { exampleCall, exampleSdp } from '../example';
import { finding, type Rule } from '../types';
import { refusalPlace, textSeverity, textVerdict } from './support';

const WHOLE = exampleSdp('m=audio 49170 RTP/AVP 0');

export const origin: Rule = {
  id: 'sdp/origin',
  title: 'The o= line is malformed',
  severity: 'error',
  references: [{ rfc: 8866, section: '5.2' }],
  explanation:
    '`o=` has six parts: user (or `-`), session id, version, `IN`, `IP4` or `IP6`, address. Chrome refuses a line with another number of parts, and PJSIP one without `IN` and `IP4` or `IP6` (PJMEDIA_SDP_EINORIGIN). Session id and version must be numbers: the version tells whether anything has changed since the last offer.',
  quiet:
    'User names with dots, 64-bit numbers and any address are fine. It is an error where the offer was refused, information where it was answered all the same and where only a number is none, else a warning. Lines with words taken out for privacy are passed over.',
  bad: exampleCall({ transport: 'UDP', offer: WHOLE.map(line => line.replace('o=- 1 1', 'o=John Doe 1 1')), status: 488 }),
  good: exampleCall({ transport: 'UDP', offer: WHOLE, status: 486 }),
  cures: [{ gateway: 'asterisk', setting: 'sdp_owner' }],
  checkDescription: function* (one, call) {
    const line = one.sdp.session.find(candidate => candidate.type === 'o');
    if (!line || /[<>*[\](){}…]|xxx/i.test(line.value.slice(0, 400))) return;
    const parts = line.value
      .trim()
      .slice(0, 400)
      .split(/[ \t]+/);
    const [, id = '', version = '', network, family] = parts;
    const shaped = parts.length === 6 && network === 'IN' && /^IP[46]$/.test(family ?? '');
    const numeric = /^\d+$/.test(id) && /^\d+$/.test(version);
    if (shaped && numeric) return;
    const severity = shaped ? 'info' : textSeverity(one, call);
    yield finding(origin, {
      severity,
      message: one.message,
      span: line.span,
      text: shaped
        ? 'Session id and version of the o= line must be numbers. Who compares versions cannot tell whether this description has changed.'
        : `The o= line must have six parts: user, session id, version, IN, IP4 or IP6, address. This one has ${parts.length}${parts.length === 6 ? ', but not IN and IP4 or IP6' : ''}. A user name may have no space; "-" stands for none. Chrome and PJSIP refuse the whole description.`,
      related: refusalPlace(one),
      verdict: textVerdict(one, severity, 76, 'the o= line of its SDP is malformed'),
    });
  },
};
