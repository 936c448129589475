import type { HeaderFact } from '../fact';
import { row } from './row';

/** Headers of transfers and subscriptions. */
export const EVENTS: readonly HeaderFact[] = [
  row(
    'Refer-To',
    '<sip:carol@example.com>',
    'where the call is to be transferred',
    'Many gateways do the transfer themselves, so the browser or phone never sees it.',
    '3515 2.1',
    { settings: { asterisk: ['allow_transfer=yes'], freeswitch: ['disable-transfer=false'] } },
  ),
  row('Referred-By', '<sip:bob@example.com>', 'who asked for the transfer', 'Whoever gets the new call sees who sent it.', '3892 3', {
    parameters: { cid: 'the part of the body that proves it' },
  }),
  row(
    'Refer-Sub',
    'false',
    'whether the transfer is reported by NOTIFY',
    '`false` saves the NOTIFYs: their absence is no fault then.',
    '4488',
  ),
  row(
    'Refer-Events-At',
    '<sip:bob@example.com>',
    'where the progress of the transfer can be subscribed to',
    'Instead of the NOTIFYs of the transfer itself.',
    '7614',
  ),
  row(
    'Event',
    'presence',
    'what is subscribed to or reported',
    'A package that the other side does not know is answered with 489.',
    '6665',
    {
      parameters: {
        id: 'number among several subscriptions',
        'call-id': 'the call that is watched',
        'from-tag': 'tag of the call that is watched',
        'to-tag': 'tag of the call that is watched',
      },
    },
  ),
  row(
    'Subscription-State',
    'active;expires=3600',
    'whether the subscription still holds',
    '`terminated` ends it; its reason says whether to try again.',
    '6665',
    {
      parameters: { expires: 'seconds that are left', reason: 'why it ended', 'retry-after': 'seconds to wait before another try' },
    },
  ),
  row('SIP-ETag', 'dx200xyz', 'name of what was published', 'The next PUBLISH has to name it in SIP-If-Match.', '3903'),
  row(
    'SIP-If-Match',
    'dx200xyz',
    'which publication is changed or refreshed',
    'Where the server does not know it any more it answers 412.',
    '3903',
  ),
  row('Suppress-If-Match', 'b4cf7', 'the state that the subscriber has already', 'No NOTIFY is sent while it is still true.', '5839'),
];
