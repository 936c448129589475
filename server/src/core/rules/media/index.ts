import { againstDirection } from './againstDirection';
import { browserReceivedNothing } from './browserReceivedNothing';
import { certificateMismatch } from './certificateMismatch';
import { clientHelloWrongSide } from './clientHelloWrongSide';
import { consentLost } from './consentLost';
import { dtlsAlert } from './dtlsAlert';
import { handshakeIncomplete } from './handshakeIncomplete';
import { noAudio } from './noAudio';
import { noClientHello } from './noClientHello';
import { noNomination } from './noNomination';
import { noSrtpProfile } from './noSrtpProfile';
import { oneWay } from './oneWay';
import { plainRtp } from './plainRtp';
import { rtcpUnreachable } from './rtcpUnreachable';
import { stopped } from './stopped';
import { stunRefused } from './stunRefused';
import { stunUnanswered } from './stunUnanswered';
import { toOtherAddress } from './toOtherAddress';
import { toPrivateAddress } from './toPrivateAddress';
import { toUnknownAddress } from './toUnknownAddress';
import { turnRefused } from './turnRefused';
import { turnUnreachable } from './turnUnreachable';
import { unknownPayloadType } from './unknownPayloadType';
import { unreachable } from './unreachable';
import type { Rule } from '../types';

/** What the media did. */
export const mediaRules: readonly Rule[] = [
  certificateMismatch,
  noClientHello,
  clientHelloWrongSide,
  handshakeIncomplete,
  dtlsAlert,
  noSrtpProfile,
  stunUnanswered,
  stunRefused,
  noNomination,
  plainRtp,
  unreachable,
  toOtherAddress,
  toPrivateAddress,
  toUnknownAddress,
  unknownPayloadType,
  browserReceivedNothing,
  consentLost,
  oneWay,
  noAudio,
  stopped,
  rtcpUnreachable,
  againstDirection,
  turnUnreachable,
  turnRefused,
];
