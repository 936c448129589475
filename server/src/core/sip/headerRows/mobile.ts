import type { HeaderFact } from '../fact';
import { row } from './row';

/** Headers of mobile networks (IMS); phones and browsers pass over them. */
export const MOBILE: readonly HeaderFact[] = [
  row(
    'P-Access-Network-Info',
    '3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=26201',
    'the radio or line that the phone uses',
    'Some networks refuse calls without it. It tells where the phone is, so it should not leave the network.',
    '7315',
    {
      parameters: {
        'utran-cell-id-3gpp': 'the cell',
        'cgi-3gpp': 'the cell (GSM)',
        'dsl-location': 'the line',
        'i-wlan-node-id': 'the access point',
        'network-provided': 'written by the network, not by the phone',
        np: 'written by the network, not by the phone',
      },
    },
  ),
  row(
    'P-Associated-URI',
    '<sip:+15551234567@example.com>',
    'other numbers of the user who registered',
    'A phone may call from each of them.',
    '7315',
  ),
  row(
    'P-Called-Party-ID',
    '<sip:+15551234567@example.com>',
    'which of the callee’s numbers was called',
    'The Request-URI is the contact by then.',
    '7315',
  ),
  row('P-Visited-Network-ID', '"other.example"', 'the network that the phone is a guest in', 'Roaming may be refused by it.', '7315'),
  row(
    'P-Charging-Vector',
    'icid-value=1234bc9876e;icid-generated-at=192.0.2.6;orig-ioi=home.example',
    'number of the call on the bill',
    'The same on all legs: what to search for in the carrier’s records.',
    '7315',
    {
      parameters: {
        'icid-value': 'the number',
        'icid-generated-at': 'who made it',
        'orig-ioi': 'the network of the caller',
        'term-ioi': 'the network of the callee',
      },
    },
  ),
  row('P-Charging-Function-Addresses', 'ccf=192.0.2.8', 'where records for the bill are sent', 'Should not leave the network.', '7315', {
    parameters: { ccf: 'collector of the records', ecf: 'for calls that are paid while they last' },
  }),
  row(
    'P-Early-Media',
    'sendrecv',
    'whether media before the answer may be heard',
    'With `inactive` or without the header, a gateway plays its own ringing tone, and an announcement of the network is not heard.',
    '5009',
  ),
  row(
    'P-Served-User',
    '<sip:alice@example.com>;sescase=orig;regstate=reg',
    'the user for whom an application server is asked',
    'Inside the network only.',
    '5502',
    {
      parameters: { sescase: 'whether the user calls (`orig`) or is called (`term`)', regstate: 'whether the user is registered' },
    },
  ),
  row(
    'P-Asserted-Service',
    'urn:urn-7:3gpp-service.ims.icsi.mmtel',
    'the service that the network made of the call',
    'A service that the network does not allow is refused.',
    '6050',
  ),
  row(
    'P-Preferred-Service',
    'urn:urn-7:3gpp-service.ims.icsi.mmtel',
    'the service that the phone asks for',
    'A service that the network does not allow is refused.',
    '6050',
  ),
  row('P-Media-Authorization', '0020000100100101', 'permission for the media, for the access network', 'Inside the network only.', '3313'),
  row(
    'P-Answer-State',
    'Unconfirmed',
    'whether a person answered',
    'Push-to-talk: `Unconfirmed` is the server’s answer, given before the other side’s.',
    '4964',
  ),
  row('P-User-Database', '<aaa://host.example.com>', 'where the user’s data is kept', 'Inside the network only.', '4457'),
  row('P-Profile-Key', '<sip:chatroom-!.*!@example.com>', 'the service profile that matched', 'Inside the network only.', '5002'),
  row('P-Private-Network-Indication', 'example.com', 'the call belongs to a private network', 'Inside the network only.', '7316'),
];
