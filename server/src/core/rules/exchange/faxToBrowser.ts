import { exampleBrowserAudio, exampleCall } from '../example';
import { browserRewriteFix } from '../rewriteFix';
import { refusalOf, relatedReply } from '../support';
import { finding, type Rule } from '../types';
import { goesToBrowser } from './support';

export const faxToBrowser: Rule = {
  id: 'exchange/fax-to-browser',
  title: 'T.38 fax is offered to a browser',
  severity: 'error',
  references: [
    { rfc: 3264, section: '8.3.3' },
    { rfc: 9429, section: '5.3.1' },
  ],
  explanation:
    'A phone system that hears fax tones switches the call to T.38: it offers `m=image … udptl t38`. Browsers know audio, video and data channels, and no image stream. Chrome rejects the section, and refuses a re-INVITE in which it stands in the place of the audio; Firefox cannot read the line, not even with port 0. The call should go on with audio on the browser leg, or the gateway must translate T.38 to audio.',
  quiet:
    'It is an error where the offer was refused, information where the section was rejected with port 0 and the call went on, else a warning. It looks only at offers that go to a browser.',
  bad: exampleCall({
    transport: 'WS',
    offer: [...exampleBrowserAudio('actpass'), 'm=image 49172 udptl t38'],
    status: 488,
  }).replaceAll('a1b2c3.invalid', '192.0.2.1:8080'),
  good: exampleCall({ transport: 'WS', offer: exampleBrowserAudio('actpass'), status: 200, answer: exampleBrowserAudio('active') }),
  cures: [
    { gateway: 'rtpengine', setting: 'T.38=decode' },
    { gateway: 'asterisk', setting: 't38_udptl=no' },
    { gateway: 'freeswitch', setting: 'fax_enable_t38=false' },
  ],
  checkDescription: function* (one, call) {
    if (one.side !== 'offer' || !goesToBrowser(one)) return;
    const fax = one.sdp.media.find(section => section.media === 'image' && section.port !== 0 && /udptl|t38/i.test(section.line.value));
    if (!fax) return;
    const refusal = refusalOf(one);
    const answer = one.other?.sdp.media[fax.index];
    yield finding(faxToBrowser, {
      severity: refusal ? 'error' : answer ? 'info' : 'warning',
      message: one.message,
      span: fax.line.span,
      text: `Browsers have no T.38: this fax stream cannot be taken. ${refusal ? `The browser's side answered ${refusal.status}, and the call goes on as it was, if it was up.` : answer ? 'It was not refused outright.' : 'The browser will refuse the offer or reject this section.'} Keep T.38 on the SIP leg: have the gateway turn it into audio, or not offer it here.`,
      related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
      fixes: [browserRewriteFix(one, call)],
      verdict: refusal
        ? {
            weight: 66,
            text: `The fax cannot pass: the browser is offered T.38 (m=image), which it does not know, and refused it with ${refusal.status}.`,
          }
        : undefined,
    });
  },
};
