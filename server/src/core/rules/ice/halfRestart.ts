import type { Description, Side } from '../../call/types';
import { attributeFor, isActive } from '../../sdp/description';
import type { SdpLine } from '../../sdp/types';
import { exampleBrowserAudio, exampleCall, exampleReinvite } from '../example';
import { refusalOf, relatedLine, relatedReply } from '../support';
import { finding, type Rule } from '../types';
import { earlierOf, isMasked, textOf } from './support';

const one = exampleCall({
  transport: 'WS',
  offer: exampleBrowserAudio('actpass'),
  status: 200,
  answer: exampleBrowserAudio('active'),
});
const again = exampleReinvite(one);
const newUfrag = again.replace('a=ice-ufrag:lOUe', 'a=ice-ufrag:8hhY');

export const halfRestart: Rule = {
  id: 'ice/half-restart',
  title: 'ICE restart by halves: only one of user name and password is new',
  severity: 'warning',
  references: [
    { rfc: 8839, section: '4.4.1.1.1' },
    { rfc: 8839, section: '4.4.2' },
  ],
  explanation:
    'A later offer that gives a new `a=ice-ufrag` and a new `a=ice-pwd` restarts ICE: both sides look for a path again. Where neither is new, the path is kept. Here only one of them is new. One stack takes it for a restart, another goes on with the old pair; checks are then signed with a password that the other side does not expect, and audio stops some seconds after the change.',
  quiet: 'A value that moved between session level and media section is the same value. Masked values are left alone.',
  bad: `${one}${newUfrag}`,
  good: `${one}${newUfrag.replace('Zm06Jtrp72t7iOXQTq4McovB', 'asd88fgpdd777uzjYhagZgQx')}`,
  cures: [],
  attributes: ['ice-ufrag', 'ice-pwd'],
  checkDescription: function* (description) {
    const earlier = earlierOf(description);
    if (!earlier) return;
    const changes = halvesOf(description, earlier);
    const [first] = changes;
    if (!first) return;
    const refusal = refusalOf(description);
    const [changed, kept] = first.changed.attribute === 'ice-ufrag' ? ['a=ice-ufrag', 'a=ice-pwd'] : ['a=ice-pwd', 'a=ice-ufrag'];
    yield finding(halfRestart, {
      message: description.message,
      span: first.changed.span,
      places: [...new Set(changes.slice(1).map(change => change.changed))].filter(line => line !== first.changed).map(line => line.span),
      text: `${changed} is new in this ${description.side}, but ${kept} is that of before. To restart ICE both have to change; to go on, neither may. Some stacks restart here and others do not, and then audio stops.`,
      related: [
        ...relatedLine(description.message, first.kept, 'this one was kept'),
        ...relatedLine(earlier.message, first.before, 'the value of before'),
        ...relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
      ],
      verdict: {
        weight: 45,
        text: 'Audio may stop after the call is changed: the search for a path (ICE) is restarted by halves, with a new user name or a new password alone.',
      },
    });
  },
};

interface Half {
  readonly changed: SdpLine;
  readonly kept: SdpLine;
  readonly before: SdpLine;
}

function halvesOf({ sdp }: Description, earlier: Side): Half[] {
  const found: Half[] = [];
  for (const section of sdp.media) {
    const old = earlier.sdp.media[section.index];
    if (!old || !isActive(section) || !isActive(old)) continue;
    const [ufrag, pwd] = [attributeFor(sdp, section, 'ice-ufrag'), attributeFor(sdp, section, 'ice-pwd')];
    const [oldUfrag, oldPwd] = [attributeFor(earlier.sdp, old, 'ice-ufrag'), attributeFor(earlier.sdp, old, 'ice-pwd')];
    if (!ufrag || !pwd || !oldUfrag || !oldPwd || [ufrag, pwd, oldUfrag, oldPwd].some(line => isMasked(textOf(line)))) continue;
    const [newUfrag, newPwd] = [textOf(ufrag) !== textOf(oldUfrag), textOf(pwd) !== textOf(oldPwd)];
    if (newUfrag === newPwd) continue;
    found.push(newUfrag ? { changed: ufrag, kept: pwd, before: oldUfrag } : { changed: pwd, kept: ufrag, before: oldPwd });
  }
  return found;
}
