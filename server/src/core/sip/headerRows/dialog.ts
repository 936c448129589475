import type { HeaderFact } from '../fact';
import { row } from './row';

const TAG: Readonly<Record<string, string>> = {
  tag: 'this side of the dialog; the callee’s comes with its first response',
  epid: 'Microsoft’s name of the device',
};
const DIALOG: Readonly<Record<string, string>> = {
  'to-tag': 'tag of the side that gets the request, in the other dialog',
  'from-tag': 'tag of the other party, in the other dialog',
  'early-only': 'only if that call is not answered yet',
  'local-tag': 'tag of the side that gets the request, in the other dialog',
  'remote-tag': 'tag of the other party, in the other dialog',
};

/** Headers that say which call a message belongs to, and how the call goes and ends. */
export const DIALOGS: readonly HeaderFact[] = [
  row(
    'From',
    '<sip:alice@example.com>;tag=1',
    'who sends the request',
    'In the INVITE that is the caller; in a request of the callee, such as its BYE, the callee. The tag identifies this side of the dialog. Anybody can write any name here.',
    '3261 20.20',
    { parameters: TAG, settings: { asterisk: ['from_user', 'from_domain'] } },
  ),
  row(
    'To',
    '<sip:bob@example.com>',
    'whom the request is for',
    'The other side adds its tag in its response. Different tags in the responses to one INVITE mean that it was forked to several devices.',
    '3261 20.39',
    { parameters: TAG },
  ),
  row(
    'Call-ID',
    'a84b4c76e66710',
    'identifies the call, together with both tags',
    'A proxy keeps it on both legs. A back-to-back user agent such as Asterisk or FreeSWITCH makes a new one.',
    '3261 20.8',
  ),
  row(
    'CSeq',
    '1 INVITE',
    'number and method of the request',
    'The response repeats it, which shows to which request it belongs. Within a dialog it grows: a lower number than before is refused with 500.',
    '3261 20.16',
  ),
  row(
    'Session-ID',
    'ab30317f1a784dc48ff824d0d3715d86;remote=00000000000000000000000000000000',
    'one name for the session on all its legs',
    'It stays the same where a gateway makes a new Call-ID: what to search for in the log of the other side.',
    '7989 5',
    { parameters: { remote: 'the name that the other end gave the session; all zeros before it is known' } },
  ),
  row(
    'Reason',
    'Q.850;cause=88;text="Incompatible destination"',
    'why the call ended or was cancelled',
    'Q.850 cause 88 (incompatible destination), 65 and 79 point to the media. 16 is a normal end. A gateway translates causes, so this may not be the word that the far end said.',
    '3326 2',
    {
      parameters: {
        cause: 'the cause, a number of the protocol named before',
        text: 'the cause in somebody’s words',
        ppi: 'the signed identity that failed (RFC 9410)',
        location: 'the part of the telephone network that ended the call (RFC 8606)',
      },
    },
  ),
  row(
    'Warning',
    '305 192.0.2.2 "Incompatible media format"',
    'what in the request could not be taken',
    'Who wrote it is named behind the code: a proxy may have added it. Its text is for people, in the language of the device.',
    '3261 20.43',
  ),
  row(
    'Retry-After',
    '5',
    'seconds to wait before another try',
    'Sent with 480, 486, 500, 503, 600 or 603. After a 503 some servers send nothing to this address for that time.',
    '3261 20.33',
    { parameters: { duration: 'seconds that the party will be there, from then on' } },
  ),
  row(
    'Error-Info',
    '<sip:not-in-service@example.com>',
    'where more about the error can be heard or read',
    'Some gateways play what is there instead of ending the call.',
    '3261 20.18',
  ),
  row(
    'Session-Expires',
    '1800;refresher=uac',
    'session timer',
    'The refresher repeats a re-INVITE or UPDATE after half of this time. If it does not, the call is ended: a call that always drops after the same time points here.',
    '4028 4',
    {
      parameters: { refresher: 'who has to repeat the request' },
      settings: { asterisk: ['timers=yes', 'timers_sess_expires=1800'], freeswitch: ['enable-timer=true', 'session-timeout=1800'] },
    },
  ),
  row(
    'Min-SE',
    '90',
    'the shortest session timer that is accepted',
    'A 422 asks for at least this interval; 90 seconds are the least that is allowed.',
    '4028 5',
    {
      settings: { asterisk: ['timers_min_se=90'], freeswitch: ['minimum-session-expires=120'] },
    },
  ),
  row(
    'RSeq',
    '1',
    'number of a reliable provisional response',
    'It must be confirmed by a PRACK whose RAck repeats it. Without it the response is sent again and again, and the call fails after 32 seconds.',
    '3262 7.1',
    { settings: { asterisk: ['100rel=yes'], freeswitch: ['enable-100rel=true'] } },
  ),
  row(
    'RAck',
    '1 1 INVITE',
    'which reliable response a PRACK confirms',
    'RSeq of the response, then CSeq of the INVITE. A PRACK that confirms nothing is answered with 481.',
    '3262 7.2',
  ),
  row(
    'Timestamp',
    '54',
    'when the request was sent, by the sender’s own clock',
    'The response repeats it, so that the sender can tell how long the way takes.',
    '3261 20.38',
  ),
  row(
    'Expires',
    '3600',
    'seconds that the request or registration counts',
    'In REGISTER, 0 removes the registration. In INVITE it is how long the callee may take to answer.',
    '3261 20.19',
  ),
  row('Min-Expires', '60', 'the shortest registration that is accepted', 'A 423 asks for at least this interval.', '3261 20.23'),
  row(
    'Date',
    'Sat, 13 Nov 2010 23:29:00 GMT',
    'when the message was first sent',
    'A signed caller identity is refused where this clock is more than a minute off.',
    '3261 20.17',
  ),
  row(
    'In-Reply-To',
    '70710@example.com',
    'the Call-ID of the call that this one answers',
    'It lets a call centre connect who calls back to who called.',
    '3261 20.21',
  ),
  row(
    'Replaces',
    '98732@example.com;from-tag=r33th4x0r;to-tag=ff87ff',
    'the call that this one takes the place of',
    'An attended transfer. Where the named call is not known, as behind a gateway that changed the Call-ID, it is refused with 481.',
    '3891 6.1',
    { parameters: DIALOG },
  ),
  row(
    'Join',
    '12adf2f34456gs5;to-tag=12345;from-tag=54321',
    'the call that this one wants to be mixed into',
    'Where the named call is not known it is refused with 481.',
    '3911',
    {
      parameters: DIALOG,
    },
  ),
  row(
    'Target-Dialog',
    'fa77as7dad8-sd98ajzz@host.example.com;local-tag=kkaz-;remote-tag=6544',
    'the call that shows that the sender may ask for this',
    'Mostly on a REFER outside of a dialog; where that call is not known the request is refused.',
    '4538',
    { parameters: DIALOG },
  ),
];
