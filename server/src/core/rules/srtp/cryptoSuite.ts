import { cryptosIn, suiteOf } from '../../sdp/crypto';
import { replace } from '../../rewrite/edit';
import { looksRedacted } from '../../sdp/redacted';
import { isRefusal, refusalOf, relatedReply, rtpSections } from '../support';
import { finding, type Rule } from '../types';
import { exampleSdesCall, OFFERED_KEY } from './example';

export const cryptoSuite: Rule = {
  id: 'srtp/crypto-suite',
  title: 'No SDES suite that others know',
  severity: 'warning',
  references: [
    { rfc: 4568, section: '5.1.2' },
    { rfc: 6188, section: '4' },
  ],
  explanation:
    'The answerer of SDES takes one of the offered suites, and passes over those that it does not know. Where no offered suite has a registered name, there is nothing to take, and the offer is refused. Some stacks still write the names of a draft (`AES_CM_256_HMAC_SHA1_80`); the registered name is `AES_256_CM_HMAC_SHA1_80`.',
  quiet: 'It is quiet where one of the suites has a registered name, and where the offer was answered.',
  bad: exampleSdesCall([`a=crypto:1 AES_128_CM_SHA1_80 inline:${OFFERED_KEY}`], [], 'UDP').replace(
    'SIP/2.0 200 OK',
    'SIP/2.0 488 Not Acceptable Here',
  ),
  good: exampleSdesCall(),
  cures: [],
  attributes: ['crypto'],
  checkDescription: function* (one) {
    const { rejection } = one.exchange;
    if (one.side !== 'offer' || one.other || one.cut || (rejection && !isRefusal(rejection))) return;
    const refusal = refusalOf(one);
    for (const section of rtpSections(one.sdp)) {
      const suites = cryptosIn(section).flatMap(({ suite }) => (suite ? [suite] : []));
      const [first] = suites;
      if (!first || suites.some(({ text }) => suiteOf(text)?.name === text.toUpperCase() || OTHERS.test(text) || looksRedacted(text)))
        continue;
      const meant = suiteOf(first.text);
      yield finding(cryptoSuite, {
        severity: refusal ? 'warning' : 'info',
        message: one.message,
        span: first.span,
        places: suites.slice(1).map(({ span }) => span),
        text: `${first.text} is no registered suite${suites.length > 1 ? ', nor is any other here' : ''}: ${meant ? `it is the name of a draft, and means ${meant.name}` : 'the other side finds nothing that it knows'}. ${refusal ? `The offer was refused with ${refusal.status}.` : 'Such an offer may be refused.'} Offer AES_CM_128_HMAC_SHA1_80, which everybody knows.`,
        related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
        fixes: suites.every(({ text }) => suiteOf(text))
          ? [
              {
                title: 'Write the registered names of the suites',
                safety: 'unsafe',
                message: one.message,
                edits: () => suites.map(({ span, text }) => replace(span, suiteOf(text)!.name)),
              },
            ]
          : [],
        verdict: refusal
          ? {
              weight: 96,
              text: `The call was refused with ${refusal.status}: no encryption that is offered (${first.text.slice(0, 40)}) has a name that others know.`,
            }
          : undefined,
      });
    }
  },
};

/** Registered suites that we do not explain: RFC 5669, RFC 8269, and the GCM suites with a short tag that some stacks still have. */
const OTHERS = /^(SEED_|ARIA_|AEAD_)/i;
