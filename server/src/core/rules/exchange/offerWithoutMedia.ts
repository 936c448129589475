import { exampleEvidence, exampleRecord, exampleRecordOffer, HEALTHY_DUMP, isLatest, relatedRecord } from '../browserRecord';
import { type Finding, finding, type Rule } from '../types';

export const offerWithoutMedia: Rule = {
  id: 'exchange/offer-without-media',
  title: 'The browser offers no media at all',
  severity: 'error',
  references: [
    { rfc: 9429, section: '5.2.1' },
    { rfc: 8445, section: '5.1.1' },
  ],
  explanation:
    'The page asked the browser for an offer before it had given it anything to send or receive, so the offer has no `m=` line. There is nothing to agree on, and since there is no section there is nothing to search ICE candidates for either: programs that wait for the end of that search wait for ever, and the call rings on without an offer or an answer being sent. JsSIP does so where an INVITE without an offer is answered with `mediaConstraints` only.',
  quiet: 'It speaks only of a browser’s own record, and of an offer that was not answered and that no other one followed.',
  bad: exampleRecord({
    offer: exampleRecordOffer().filter(line => !/^(?:[mc]|a)=/.test(line)),
    evidence: exampleEvidence({ gathering: 'none', ice: 'none', pair: 'none', transport: 'none', stream: 'none' }),
  }),
  good: HEALTHY_DUMP,
  cures: [],
  checkDescription: function* (one): Generator<Finding> {
    if (one.side !== 'offer' || one.other || one.cut || one.message.edited || one.sdp.media.length > 0 || !isLatest(one, 'local')) return;
    const { gathering } = one.leg.browser!;
    yield finding(offerWithoutMedia, {
      message: one.message,
      span: (one.sdp.lines.at(-1) ?? one.sdp.lines[0]!).span,
      text: `The browser’s offer has no m= line: the page had given it no track and no transceiver when it asked for the offer.${
        gathering ? '' : ' So the search for candidates never began, and a program that waits for its end sends nothing.'
      } Have the page open the microphone, or add a transceiver, before it makes the offer.`,
      related: gathering ? relatedRecord([gathering], 'the search for candidates') : [],
      verdict: {
        weight: 82,
        text: 'The call cannot go on: the browser was asked for an offer before it had any media, so the offer is empty and the program waits for candidates that nobody looks for.',
      },
    });
  },
};
