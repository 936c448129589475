import { PWD_PLACEHOLDER, UFRAG_PLACEHOLDER } from '../../rewrite/browserKeys';
import { insertAfter } from '../../rewrite/edit';
import { attributeFor } from '../../sdp/description';
import { browserRefuses, sentToBrowser } from '../browserLeg';
import { BROWSER_CALL, EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { browserRewriteFix } from '../rewriteFix';
import type { Rule } from '../types';

const PLACEHOLDERS = { 'ice-ufrag': UFRAG_PLACEHOLDER, 'ice-pwd': PWD_PLACEHOLDER };

export const noCredentials: Rule = {
  id: 'ice/no-credentials',
  title: 'No ICE credentials toward the browser',
  severity: 'error',
  references: [
    { rfc: 8839, section: '5.4' },
    { rfc: 9429, section: '5.8.3' },
  ],
  explanation:
    'Every ICE check is signed with the `a=ice-pwd` of the other side and names its `a=ice-ufrag`. Without both a browser cannot check any path and refuses the description. Chrome says "Called with SDP without ice-ufrag and ice-pwd.", Firefox "Invalid description, no ice-ufrag attribute at level 0".',
  quiet:
    'Credentials at session level count. It is quiet for rejected sections, for sections that share the transport of an earlier one, and for offers that the other side answered.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass'),
    status: 200,
    answer: exampleBrowserAudio(
      'active',
      EXAMPLE_BROWSER_LINES.filter(line => !line.startsWith('a=ice-')),
    ),
  }),
  good: BROWSER_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'ICE=force' },
    { gateway: 'asterisk', setting: 'ice_support=yes' },
    { gateway: 'freeswitch', setting: 'media_webrtc=true' },
  ],
  checkCall: function* (call) {
    for (const { one, section } of sentToBrowser(call)) {
      const missing = (['ice-ufrag', 'ice-pwd'] as const).filter(name => !attributeFor(one.sdp, section, name));
      if (missing.length === 0) continue;
      yield browserRefuses(noCredentials, one, section, {
        what: `The ${one.side} to the browser has no ${missing.map(name => `a=${name}`).join(' and no ')}.`,
        words: 'Called with SDP without ice-ufrag and ice-pwd.',
        advice: 'Turn ICE on at the gateway for this leg.',
        weight: 85,
        plainly: 'it lacks the ICE user name and password that browsers need to find a path',
        fixes: [
          {
            title: 'Insert ICE credentials with placeholders',
            safety: 'unsafe',
            message: one.message,
            edits: () => [
              insertAfter(section.lines[section.lines.length - 1]!, missing.map(name => `a=${name}:${PLACEHOLDERS[name]}`).join('\n')),
            ],
          },
          browserRewriteFix(one, call),
        ],
      });
    }
  },
};
