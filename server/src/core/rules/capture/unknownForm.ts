import { MARKER } from '../../trace/evidence/line';
import { converterFor } from './converted';
import type { Rule } from '../types';

/** Said once of a text in which no reader finds a message. */
export const unknownForm: Rule = {
  id: 'capture/unknown-form',
  title: 'No SIP or SDP found',
  severity: 'info',
  references: [],
  explanation:
    'None of the readers found a SIP message or a session description in this file, so nothing was checked. The file is still shown and coloured.',
  quiet:
    'It is quiet for an empty file, and for a text of a capture that holds only what other packets did; a text that is read as converted text has a rule of its own.',
  bad: 'Jul 30 12:00:01 host app[1]: nothing here is SIP\n',
  good: 'v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 49170 RTP/AVP 0\n',
  cures: [],
  checkTrace: trace =>
    trace.records.some(record => record.message || record.text.startsWith(MARKER)) ||
    trace.records.every(record => record.text.trim() === '') ||
    converterFor(trace)
      ? undefined
      : 'No SIP message and no SDP was found in this text, so nothing was checked. SIP Trace reads SIP and SDP as they are and in the logs of about forty programs: docs/formats.md lists them.',
};
