import { replace } from '../../rewrite/edit';
import { exampleBrowserAudio, exampleCall } from '../example';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { setupPairs } from './setup';

export const setupConflict: Rule = {
  id: 'srtp/setup-conflict',
  title: 'Both sides take the same DTLS role',
  severity: 'error',
  references: [
    { rfc: 5763, section: '5' },
    { rfc: 8842, section: '5.3' },
    { rfc: 4145, section: '4.1' },
  ],
  explanation:
    'One side of a DTLS handshake must be `active` and begin, the other `passive` and wait. With two passive sides nobody begins; with two active sides both begin and neither answers. There is no handshake, no key and no audio.',
  quiet: 'An offer of `actpass` fits either answer. It looks only at sections with a fingerprint in offer and answer.',
  bad: exampleCall({ transport: 'WS', offer: exampleBrowserAudio('passive'), status: 200, answer: exampleBrowserAudio('passive') }),
  good: exampleCall({ transport: 'WS', offer: exampleBrowserAudio('actpass'), status: 200, answer: exampleBrowserAudio('passive') }),
  cures: [
    { gateway: 'rtpengine', setting: 'DTLS=passive' },
    { gateway: 'asterisk', setting: 'dtls_setup=actpass' },
  ],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const exchange of leg.exchanges) {
        const pairs = setupPairs(exchange, (mine, theirs) => mine === theirs && (mine === 'active' || mine === 'passive'));
        const [first] = pairs;
        if (!first) continue;
        const { answer, offer, sides } = first;
        const right = answer.value === 'active' ? 'passive' : 'active';
        const outcome = answer.value === 'passive' ? 'both wait and nobody begins' : 'both begin and neither answers';
        yield finding(setupConflict, {
          message: sides.answer.message,
          span: answer.span,
          places: pairs.slice(1).map(pair => pair.answer.span),
          text: `Offer and answer both say a=setup:${answer.value}: ${outcome}, so the DTLS handshake never completes and there is no audio. Answer ${right}.`,
          related: relatedLine(sides.offer.message, offer?.line, `the offer says ${answer.value} too`),
          fixes: [
            {
              title: `Answer a=setup:${right}`,
              safety: 'unsafe',
              message: sides.answer.message,
              edits: () => pairs.map(pair => replace(pair.answer.span, right)),
            },
          ],
          leg,
          side: 'answer',
          verdict: {
            weight: 87,
            text: `There will be no audio: in the encryption handshake ${outcome} (a=setup:${answer.value} on both sides).`,
          },
        });
      }
    }
  },
};
