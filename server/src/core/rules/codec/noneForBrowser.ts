import type { Call, Description } from '../../call/types';
import { type Codec, codecTitle } from '../../sdp/codecs';
import { exampleBrowserAudio, EXAMPLE_BROWSER_LINES, exampleCall } from '../example';
import { list, refusalOf, refusedWhat, relatedReply, rtpSections } from '../support';
import { finding, type Rule } from '../types';
import { answerTo, codecsIn, formatsSpan, meantKey, primaryOf } from './support';

const offerOf = (formats: string): string[] =>
  exampleBrowserAudio(
    'actpass',
    EXAMPLE_BROWSER_LINES.filter(line => !line.startsWith('a=rtpmap')),
  ).map(line => line.replace(/ 111 0$/, formats));

/** The example call the other way round: a browser registers under a name that ends with `.invalid` (RFC 7118 section 5). */
const toBrowser = (call: string): string =>
  call.replaceAll('a1b2c3.invalid', '192.0.2.1:8080').replace('INVITE sip:bob@example.com', 'INVITE sip:bob@a1b2c3.invalid');

export const noneForBrowser: Rule = {
  id: 'codec/none-for-browser',
  title: 'No codec offered that browsers have',
  severity: 'error',
  references: [
    { rfc: 7874, section: '3' },
    { rfc: 3264, section: '6.1' },
  ],
  explanation:
    'Every browser has Opus, PCMU and PCMA, and most have G.722. None has G.729, G.723, AMR or Speex. If the gateway passes a trunk’s codecs on to the browser without adding one of its own, the browser refuses the call, or answers with nothing but keypad tones and the call is silent. The gateway must offer Opus or G.711 and transcode.',
  quiet:
    'It speaks only of offers that the gateway sends to a browser, and is a warning where no refusal shows. It is quiet where one of the codecs was answered or the client on this leg has named one itself: then it is no browser.',
  bad: toBrowser(exampleCall({ transport: 'WS', offer: offerOf(' 18'), status: 488 })),
  good: toBrowser(exampleCall({ transport: 'WS', offer: offerOf(' 18 0'), status: 486 })),
  cures: [
    { gateway: 'rtpengine', setting: 'codec-transcode-opus' },
    { gateway: 'asterisk', setting: 'allow=!all,opus,alaw,ulaw' },
    { gateway: 'freeswitch', setting: 'absolute_codec_string=OPUS,PCMA,PCMU' },
  ],
  checkDescription: function* (one, call) {
    if (one.leg.kind !== 'webrtc' || one.side !== 'offer' || one.fromGateway !== true || one.exchange.carrier === 'bare') return;
    for (const section of rtpSections(one.sdp)) {
      const voices = section.media === 'audio' ? primaryOf(codecsIn(one, section)) : undefined;
      // What was answered is for none-in-common to judge.
      if (!voices?.length || voices.some(isBrowsers) || answerTo(one, section) || clientNamed(one, call, voices)) continue;
      const refusal = refusalOf(one);
      const titles = list(voices.map(codecTitle));
      yield finding(noneForBrowser, {
        severity: refusal ? 'error' : 'warning',
        message: one.message,
        span: formatsSpan(section),
        text: `${titles}: browsers have ${voices.length === 1 ? 'no such codec' : 'none of these'}. ${refusal ? `The browser answered ${refusal.status}.` : 'The browser will refuse the call or answer without a voice codec.'} The gateway must offer Opus, PCMU or PCMA, and transcode.`,
        related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
        verdict: {
          weight: refusal ? 79 : 50,
          text: `The browser ${refusal ? `refused ${refusedWhat(one)} with ${refusal.status}` : 'will not be able to take the call'}: the gateway offers it only ${titles}, which browsers do not have.`,
        },
      });
    }
  },
};

/** Names of the voice codecs that browsers have or had. */
const BROWSER_CODECS = new Set(['opus', 'multiopus', 'pcmu', 'pcma', 'g722', 'l16', 'isac', 'ilbc']);

const isBrowsers = (codec: Codec): boolean => BROWSER_CODECS.has(codec.lower);

const clientNamed = (one: Description, call: Call, voices: readonly Codec[]): boolean => {
  const keys = new Set(voices.map(meantKey));
  return call.descriptions.some(
    other =>
      other.leg === one.leg && other.fromGateway === false && other.codecs.some(codecs => codecs.some(codec => keys.has(meantKey(codec)))),
  );
};
