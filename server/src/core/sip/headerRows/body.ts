import type { HeaderFact } from '../fact';
import { row } from './row';

/** Headers about the body. */
export const BODIES: readonly HeaderFact[] = [
  row(
    'Content-Type',
    'application/sdp',
    'what the body is',
    'SDP is `application/sdp`. Anything else is not read as an offer and may be answered with 415.',
    '3261 20.15',
    {
      parameters: {
        boundary: 'the line between the parts of the body',
        type: 'type of the main part',
        charset: 'character set of the text',
        version: 'version of the format',
        base: 'format that it is based on',
      },
    },
  ),
  row(
    'Content-Length',
    '0',
    'bytes of the body',
    'Each line end counts as two bytes. Too small a number cuts the SDP off. Over TCP and TLS, a wrong one breaks the messages that follow.',
    '3261 20.14',
  ),
  row(
    'Content-Disposition',
    'session',
    'what the body is for',
    'For SDP it is `session`, and may be left out. An SDP that is `early-session` is about ringing tones only.',
    '3261 20.11',
    {
      parameters: { handling: 'whether the receiver must understand the body (`required`) or may pass over it (`optional`)' },
    },
  ),
  row('Content-Encoding', 'gzip', 'how the body is compressed', 'Who cannot undo it answers 415; hardly any phone can.', '3261 20.12'),
  row('Content-Language', 'en', 'language of the body', 'It says nothing about the media.', '3261 20.13'),
  row(
    'Content-ID',
    '<12345@example.com>',
    'name of the body, for other headers to point at',
    'Geolocation and Refer-To point at a body by it.',
    '8262',
  ),
  row('MIME-Version', '1.0', 'the body follows MIME', 'Mostly where it has several parts.', '3261 20.24'),
  row(
    'Accept',
    'application/sdp',
    'body types that the sender accepts',
    'In a 415 it tells which type would have been right. Missing, it means `application/sdp`.',
    '3261 20.1',
  ),
  row(
    'Accept-Encoding',
    'identity',
    'compressions that the sender accepts',
    '`identity` is no compression. Missing, it means `identity`.',
    '3261 20.2',
  ),
  row('Accept-Language', 'en', 'languages for texts such as reason phrases', 'It says nothing about the media.', '3261 20.3'),
];
