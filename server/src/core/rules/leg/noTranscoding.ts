import { hasAudio, isAudio, isSeen, LEAST_AUDIO, opposite, relaysMedia, rtpPacketsTo, rtpTo } from '../../call/media/ask';
import { codecTitle } from '../../sdp/codecs';
import { formatsSpan, meantKey, primaryOf } from '../codec/support';
import { allows } from '../media/direction';
import { isExplained } from '../media/explained';
import { hearer, LONG_ENOUGH, mediaFinding, packetsText, partyIn, relatedFlows, sectionBehind, type Talk, talks } from '../media/support';
import { list } from '../support';
import type { Finding, Rule } from '../types';
import { acrossLegs, agreedAudio } from './acrossLegs';
import { exampleBridged } from './bridgedExample';

export const noTranscoding: Rule = {
  id: 'leg/no-transcoding',
  title: 'The gateway does not translate between the codecs of the two legs',
  severity: 'warning',
  references: [
    { rfc: 7874, section: '3' },
    { rfc: 3264, section: '6.1' },
  ],
  explanation:
    'The browser’s leg and the SIP leg each agreed on a codec, but on none that both have. That is all right as long as the gateway transcodes. Here the capture shows that it does not: the audio of one side reaches the gateway in its codec, and nothing leaves it on the other leg.',
  quiet:
    'It needs a capture with the media of both legs. It is quiet where the legs share a codec, for hold, for calls of less than three seconds, where media goes through a TURN server, where nothing of the gateway’s media is seen on the silent leg, and where another rule names the reason for the silence.',
  bad: exampleBridged(false),
  good: exampleBridged(true),
  cures: [
    { gateway: 'rtpengine', setting: 'codec-transcode-PCMA' },
    { gateway: 'asterisk', setting: 'allow=!all,opus,alaw,ulaw' },
    { gateway: 'freeswitch', setting: 'absolute_codec_string=OPUS,PCMA,PCMU' },
  ],
  checkCall: function* (call): Generator<Finding> {
    const across = call.media && !relaysMedia(call) ? acrossLegs(call) : undefined;
    if (!across) return;
    const [browser, phone] = [across.browser, across.phone].map(one => primaryOf(agreedAudio(one) ?? []));
    if (!browser?.length || !phone?.length) return;
    const keys = new Set(browser.map(meantKey));
    if (phone.some(codec => keys.has(meantKey(codec)))) return;
    const [talk, other] = talks(call).filter(one => [across.browser.leg, across.phone.leg].includes(one.leg) && isMute(one));
    if (!talk || isExplained(call)) return;
    const [here, there] = talk.leg === across.phone.leg ? [phone, browser] : [browser, phone];
    yield report(talk, other !== undefined, list(here.map(codecTitle)), list(there.map(codecTitle)));
  },
};

/** Whether the gateway hears the other leg and says nothing on this one. */
function isMute(talk: Talk): boolean {
  const { gateway } = talk.leg;
  const behind = sectionBehind(talk);
  const heard = behind?.leg.gateway;
  return (
    gateway !== undefined &&
    behind !== undefined &&
    heard !== undefined &&
    isAudio(talk.section) &&
    talk.seconds >= LONG_ENOUGH &&
    allows(talk, gateway) &&
    isSeen(talk.section, gateway) &&
    rtpPacketsTo(talk.section, opposite(gateway)) < LEAST_AUDIO &&
    hasAudio(behind, heard)
  );
}

function report(talk: Talk, bothMute: boolean, here: string, there: string): Finding {
  const gateway = talk.leg.gateway!;
  const behind = sectionBehind(talk)!;
  const flows = rtpTo(behind, behind.leg.gateway!);
  const party = partyIn(talk, gateway);
  const other = hearer(talk, gateway);
  return mediaFinding(noTranscoding, talk, party, {
    span: formatsSpan(party.section),
    text: `This leg agreed on ${here}, the other leg on ${there}. The gateway gets audio there (${packetsText(flows, 'RTP')}) and sends none here: most likely it does not transcode. Have it translate, or offer both sides a codec that they share.`,
    related: relatedFlows(flows, 'audio that reaches the gateway'),
    verdict: {
      weight: 61,
      text: `${bothMute ? 'The call is up but silent' : `The audio of ${other} does not get through`}: one leg uses ${there}, the other ${here}, and the gateway most likely does not translate between them.`,
    },
  });
}
