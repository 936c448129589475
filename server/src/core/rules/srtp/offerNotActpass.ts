import { attributeFor } from '../../sdp/description';
import { replace } from '../../rewrite/edit';
import { BROWSER_CALL, exampleBrowserAudio, exampleCall } from '../example';
import { transportSections } from '../support';
import { finding, type Rule } from '../types';
import { setupOf, type Setup } from './setup';

export const offerNotActpass: Rule = {
  id: 'srtp/offer-not-actpass',
  title: 'First offer that does not leave the DTLS role open',
  severity: 'info',
  references: [
    { rfc: 9429, section: '5.2.1' },
    { rfc: 5763, section: '5' },
  ],
  explanation:
    'The first offer of a call says `a=setup:actpass`, so that the answerer chooses who begins the DTLS handshake. An offer of `active` or `passive` fixes the roles. Most answerers take what is left, but one that can only do that same role, such as a gateway that always waits, cannot answer, and old clients refuse such an offer.',
  quiet:
    'It looks only at the INVITE that begins a call, not at later offers, which may keep the role, and not at SDP without SIP around it.',
  bad: exampleCall({ transport: 'WS', offer: exampleBrowserAudio('active'), status: 200, answer: exampleBrowserAudio('passive') }),
  good: BROWSER_CALL,
  cures: [{ gateway: 'asterisk', setting: 'dtls_setup=actpass' }],
  attributes: ['setup'],
  checkDescription: function* (one) {
    if (one.side !== 'offer' || one.exchange.carrier !== 'INVITE' || one.exchange.previous) return;
    const found = new Map<number, Setup>();
    for (const section of transportSections(one.sdp)) {
      const setup = attributeFor(one.sdp, section, 'fingerprint') && setupOf(one.sdp, section);
      if (setup && (setup.value === 'active' || setup.value === 'passive')) found.set(setup.line.index, setup);
    }
    const [first, ...others] = found.values();
    if (!first) return;
    const left = first.value === 'active' ? 'passive' : 'active';
    yield finding(offerNotActpass, {
      message: one.message,
      span: first.span,
      places: others.map(other => other.span),
      text: `The first offer of a call should say a=setup:actpass and leave the choice to the answerer. With ${first.value} the answer can only say ${left}, and who cannot do that cannot answer.`,
      fixes: [
        {
          title: 'Offer a=setup:actpass',
          safety: 'unsafe',
          message: one.message,
          edits: () => [first, ...others].map(setup => replace(setup.span, 'actpass')),
        },
      ],
    });
  },
};
