import { replace } from '../../rewrite/edit';
import { type Crypto, cryptosIn } from '../../sdp/crypto';
import { relatedLine, rtpSections } from '../support';
import { finding, type Rule } from '../types';
import { exampleSdesCall, OFFERED_CRYPTO } from './example';

const SECOND = OFFERED_CRYPTO.replace('SHA1_80', 'SHA1_32');

export const cryptoTags: Rule = {
  id: 'srtp/crypto-tags',
  title: 'Two SDES key lines with the same tag',
  severity: 'warning',
  references: [{ rfc: 4568, section: '4.1' }],
  explanation:
    'Each `a=crypto` line of a section has a tag of its own, and the answer names the line that it takes by its tag. With the same tag twice it is open which key and suite are meant. PJSIP refuses such an offer ("Duplicated SRTP crypto tag").',
  quiet: 'It is information where the offer was answered. The same tag in another section is right.',
  bad: exampleSdesCall([OFFERED_CRYPTO, SECOND], []).replace('SIP/2.0 200 OK', 'SIP/2.0 488 Not Acceptable Here'),
  good: exampleSdesCall([OFFERED_CRYPTO, SECOND.replace(':1 ', ':2 ')]),
  cures: [],
  attributes: ['crypto'],
  checkDescription: function* (one) {
    if (one.side !== 'offer') return;
    for (const section of rtpSections(one.sdp)) {
      const cryptos = cryptosIn(section);
      const repeated = repeatedIn(cryptos);
      const [first] = repeated;
      if (!first) continue;
      yield finding(cryptoTags, {
        severity: one.other ? 'info' : 'warning',
        message: one.message,
        span: first.tag!.span,
        places: repeated.slice(1).map(({ tag }) => tag!.span),
        text: `The tag ${first.tag!.text} stands on another a=crypto line of this section already, so an answer with it may mean either line. Give each line a tag of its own.`,
        related: relatedLine(one.message, cryptos.find(({ tag }) => tag?.text === first.tag!.text)?.line, 'the same tag'),
        // An answer that is there refers to the tags as they stand.
        fixes: one.other
          ? []
          : [
              {
                title: 'Give each a=crypto line a tag of its own',
                safety: 'safe',
                message: one.message,
                edits: () => {
                  const highest = cryptos.reduce((most, { tag }) => Math.max(most, Number(tag?.text) || 0), 0);
                  return repeated.map(({ tag }, index) => replace(tag!.span, String(highest + index + 1)));
                },
              },
            ],
      });
    }
  },
};

/** Lines whose tag stands on an earlier line. */
function repeatedIn(cryptos: readonly Crypto[]): Crypto[] {
  const seen = new Set<number>();
  return cryptos.filter(({ tag }) => {
    if (!tag || !/^\d{1,9}$/.test(tag.text)) return false;
    const known = seen.has(Number(tag.text));
    seen.add(Number(tag.text));
    return known;
  });
}
