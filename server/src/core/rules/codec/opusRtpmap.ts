import { exampleBrowserAudio, EXAMPLE_BROWSER_LINES, exampleCall } from '../example';
import type { Rule } from '../types';
import { wrongRtpmaps } from './wrongRtpmap';

const browserLines = (opus: string): string[] => [...EXAMPLE_BROWSER_LINES.filter(line => !line.startsWith('a=rtpmap')), opus];

export const opusRtpmap: Rule = {
  id: 'codec/opus-rtpmap',
  title: 'Opus not written opus/48000/2',
  severity: 'error',
  references: [
    { rfc: 7587, section: '7' },
    { rfc: 8866, section: '6.6' },
  ],
  explanation:
    'Opus is always written `opus/48000/2`: clock rate 48000 and two channels, also for mono speech and for narrow bandwidth. Whether it is stereo stands in `a=fmtp` (`stereo=1`). Written in any other way it is another codec to a peer that compares name, clock rate and channels, as browsers do, and one that nobody has.',
  quiet:
    'It is an error only where Opus is the only codec and nobody took it up: in an offer that has no answer or was refused, and in an answer to a browser. It is information where the answer keeps Opus all the same, or writes it just as the offer does, otherwise a warning.',
  bad: exampleCall({ transport: 'WS', offer: exampleBrowserAudio('actpass', browserLines('a=rtpmap:111 opus/48000')), status: 486 }),
  good: exampleCall({ transport: 'WS', offer: exampleBrowserAudio('actpass', browserLines('a=rtpmap:111 opus/48000/2')), status: 486 }),
  cures: [],
  attributes: ['rtpmap'],
  checkDescription: one =>
    wrongRtpmaps(opusRtpmap, one, {
      name: 'opus',
      isRight: codec => codec.clockRate === 48000 && codec.channels === '2',
      right: 'opus/48000/2',
      why: 'Clock rate and channels are always these, also for mono. Browsers do not know the codec by any other, and FreeSWITCH calls such an SDP invalid: they leave it out.',
      plainly: 'Opus is the only codec, and it is written in a way that other stacks do not recognise (it must be opus/48000/2).',
    }),
};
