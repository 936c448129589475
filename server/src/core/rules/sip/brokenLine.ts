import { exampleCall } from '../example';
import { finding, type Rule } from '../types';

export const brokenHeader: Rule = {
  id: 'sip/broken-line',
  title: 'Line that is not a SIP header',
  severity: 'info',
  references: [{ rfc: 3261, section: '7.3' }],
  explanation:
    'Between the start line and the empty line, every line is a header (a name, a colon and a value) or continues the one above, with white space in front. Any other line was damaged on its way into the log, or the message itself is broken.',
  quiet: 'A missing empty line before `v=0` is not reported, nor the line in which a capture cut the message off.',
  bad: exampleCall({ transport: 'UDP', offer: [], status: 486 }).replace('Max-Forwards: 70', 'Max-Forwards 70'),
  good: exampleCall({ transport: 'UDP', offer: [], status: 486 }),
  cures: [],
  checkMessage: function* (message) {
    const whole = message.envelope.wire?.cut ? message.text.lastIndexOf('\n') : message.text.length;
    for (const problem of message.sip?.problems.slice(0, 20) ?? []) {
      if (problem.span.start > whole) continue;
      yield finding(brokenHeader, { message, span: problem.span, text: problem.message });
    }
  },
};
