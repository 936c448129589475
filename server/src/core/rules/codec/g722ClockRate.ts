import { exampleCall, exampleSdp } from '../example';
import type { Rule } from '../types';
import { wrongRtpmaps } from './wrongRtpmap';

export const g722ClockRate: Rule = {
  id: 'codec/g722-clock-rate',
  title: 'G.722 not written G722/8000',
  severity: 'error',
  references: [
    { rfc: 3551, section: '4.5.2' },
    { rfc: 8866, section: '6.6' },
  ],
  explanation:
    'G.722 samples at 16 kHz, but its RTP clock rate is 8000: an old RFC said so by mistake, and it had to stay for those who had built it. `G722/16000` is the right figure for the codec and the wrong one for `a=rtpmap`: peers that compare the clock rate do not recognise the codec, and those that believe it count its time stamps at twice their speed.',
  quiet:
    'It is an error only where G.722 is the only codec and nobody took it up: in an offer that has no answer or was refused, and in an answer to a browser. It is information where the answer keeps G.722 all the same, or writes it just as the offer does, otherwise a warning.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 9 0', 'a=rtpmap:9 G722/16000'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 9 0', 'a=rtpmap:9 G722/8000'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  cures: [],
  attributes: ['rtpmap'],
  checkDescription: one =>
    wrongRtpmaps(g722ClockRate, one, {
      name: 'g722',
      isRight: codec => codec.clockRate === 8000,
      right: 'G722/8000',
      why: 'It samples at 16 kHz, but its RTP clock is 8000 for historical reasons. Others do not recognise the codec by another clock rate, or count its time stamps wrong.',
      plainly: 'G.722 is the only codec, and its clock rate is written wrong (it must be G722/8000).',
    }),
};
