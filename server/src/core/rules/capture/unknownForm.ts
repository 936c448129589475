import { MARKER } from '../../trace/evidence/line';
import type { Rule } from '../types';

/** Said once of a text in which no reader finds a message. */
export const unknownForm: Rule = {
  id: 'capture/unknown-form',
  title: 'No SIP or SDP found',
  severity: 'info',
  references: [],
  explanation:
    'None of the readers found a SIP message or a session description in this file, so nothing was checked. The file is still shown and coloured.',
  quiet: 'It is quiet for an empty file, and for a text of a capture that holds only what other packets did.',
  bad: 'Jul 30 12:00:01 host app[1]: nothing here is SIP\n',
  good: 'v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 49170 RTP/AVP 0\n',
  cures: [],
  checkTrace: trace =>
    trace.records.some(record => record.message || record.text.startsWith(MARKER)) ||
    trace.records.every(record => record.text.trim() === '')
      ? undefined
      : 'No SIP message and no SDP was found in this text, so nothing was checked. Known formats: SIP messages as they are, SDP, sngrep, ngrep -W byline, Asterisk pjsip logger, FreeSWITCH siptrace, Kamailio sipdump, SIPp -trace_msg, baresip -s, JsSIP console.',
};
