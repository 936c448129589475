import { leftOut } from '../../call/descriptions';
import { exampleCall, exampleSdp } from '../example';
import { finding, type Rule } from '../types';

export const brokenLine: Rule = {
  id: 'sdp/broken-line',
  title: 'Line that is not SDP',
  severity: 'info',
  references: [{ rfc: 8866, section: '5' }],
  explanation:
    'Every line of a description is a letter, `=` and a value, with no space around the `=`. Any other line was damaged on its way into the log, or the sender wrote it like that. Strict peers then refuse the whole description.',
  quiet: 'Empty lines are skipped, and a text in which lines were left out (`...`, `<snip>`) is left alone.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a sendrecv', 'a=ptime:20'), status: 486 }),
  good: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=sendrecv', 'a=ptime:20'), status: 486 }),
  cures: [],
  checkMessage: function* (message) {
    const broken = message.sdp?.odd.filter(line => line.type === '' || (/^.=\s/.test(line.text) && line.type !== 's')) ?? [];
    if (broken.length === 0 || leftOut(message)) return;
    yield finding(brokenLine, {
      message,
      span: broken[0]!.span,
      places: broken.slice(1, 21).map(line => line.span),
      text: `${broken.length === 1 ? 'This line is' : `${broken.length} lines here are`} not SDP: a letter, "=" and a value were expected, with no space around the "=". Strict peers refuse the whole description.`,
    });
  },
};
