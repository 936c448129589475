import { isShort, leftOut } from '../../call/descriptions';
import { header } from '../../sip/message';
import { exampleCall, exampleSdp } from '../example';

import { finding, type Rule } from '../types';

export const bodyCut: Rule = {
  id: 'capture/body-cut',
  title: 'The log lost a part of a body',
  severity: 'info',
  references: [{ rfc: 3261, section: '20.14' }],
  explanation:
    'The message announces more bytes than the log holds. Tools cut long packets, lose fragments or stop at a size. People who paste a log leave lines out, and write `...` or `<snip>` in their place. What such a body lacks may have been in the lost part, so no rule reports it as missing.',
  quiet: 'A few missing bytes are put down to redaction. Line ends do not count: text logs change them.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 0'), status: 486 }).replace(
    /Content-Length: [1-9]\d*/,
    'Content-Length: 2000',
  ),
  good: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 0'), status: 486 }),
  cures: [],
  checkMessage: function* (message) {
    const mark = leftOut(message);
    if (mark) {
      yield finding(bodyCut, {
        message,
        span: mark.span,
        text: 'Lines were left out here, so nothing is reported as missing from this description. Get a complete trace if this message matters.',
      });
      return;
    }
    const length = message.sip && isShort(message) && header(message.sip, 'content-length');
    if (!length) return;
    yield finding(bodyCut, {
      message,
      span: length.valueSpan,
      text: 'The log holds less of this message than its Content-Length announces. The end of its body is lost, so nothing is reported as missing from it. Get a complete trace if this message matters.',
    });
  },
};
