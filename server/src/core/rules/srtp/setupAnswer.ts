import { replace } from '../../rewrite/edit';
import { exampleBrowserAudio, exampleCall } from '../example';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { answerFor, setupPairs } from './setup';

export const setupAnswer: Rule = {
  id: 'srtp/setup-answer',
  title: 'The answer does not choose a DTLS role',
  severity: 'error',
  references: [
    { rfc: 5763, section: '5' },
    { rfc: 8842, section: '5.3' },
    { rfc: 4145, section: '4.1' },
  ],
  explanation:
    'In a DTLS handshake one side begins. The offer says `a=setup:actpass`: I can do either. The answer must choose: `active` (I begin) or `passive` (you begin). `actpass` and `holdconn` choose nothing, and browsers refuse such an answer: "Answerer must use either active or passive value for setup attribute." A word that is no role at all is refused by Chrome; Firefox takes it.',
  quiet: 'It looks only at answers whose section has a fingerprint in offer and answer.',
  bad: exampleCall({ transport: 'WS', offer: exampleBrowserAudio('actpass'), status: 200, answer: exampleBrowserAudio('actpass') }),
  good: exampleCall({ transport: 'WS', offer: exampleBrowserAudio('actpass'), status: 200, answer: exampleBrowserAudio('passive') }),
  cures: [
    { gateway: 'rtpengine', setting: 'DTLS=passive' },
    { gateway: 'asterisk', setting: 'dtls_setup=actpass' },
  ],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const exchange of leg.exchanges) {
        const pairs = setupPairs(exchange, value => value !== 'active' && value !== 'passive');
        const [first] = pairs;
        if (!first) continue;
        const { answer, offer, sides } = first;
        const roles = [answerFor(offer?.value), ...(offer?.value === 'actpass' ? (['passive'] as const) : [])];
        yield finding(setupAnswer, {
          message: sides.answer.message,
          span: answer.span,
          places: pairs.slice(1).map(pair => pair.answer.span),
          text: `With DTLS an answer may not say a=setup:${answer.value.slice(0, 40)}: it must choose who begins the DTLS handshake. ${leg.kind !== 'webrtc' ? 'No handshake begins, so there is no audio.' : isRole(answer.value) ? 'The browser refuses it: "Answerer must use either active or passive value for setup attribute."' : 'Chrome refuses it, because it knows no such word (Firefox takes it).'} Answer active or passive.`,
          related: relatedLine(sides.offer.message, offer?.line, 'the offer left the choice'),
          fixes: roles.map(role => ({
            title: `Answer a=setup:${role} (${role === 'active' ? 'this side' : 'the other side'} begins the handshake)`,
            safety: 'unsafe' as const,
            message: sides.answer.message,
            edits: () => pairs.map(pair => replace(pair.answer.span, role)),
          })),
          leg,
          side: 'answer',
          verdict: {
            weight: 88,
            text:
              leg.kind === 'webrtc'
                ? `The call is picked up and drops at once: ${isRole(answer.value) ? 'the browser' : 'Chrome'} refuses the gateway's answer, because it does not say which side begins the encryption handshake (a=setup:${answer.value.slice(0, 40)}).`
                : `There will be no audio: the answer does not say which side begins the encryption handshake (a=setup:${answer.value.slice(0, 40)}).`,
          },
        });
      }
    }
  },
};

/** RFC 4145 section 4 knows these words only. */
const isRole = (value: string): boolean => value === 'actpass' || value === 'holdconn';
