import type { Call } from '../../call/types';
import { noneInCommon } from '../codec/noneInCommon';
import type { Rule } from '../types';
import { certificateMismatch } from './certificateMismatch';
import { clientHelloWrongSide } from './clientHelloWrongSide';
import { dtlsAlert } from './dtlsAlert';
import { handshakeIncomplete } from './handshakeIncomplete';
import { noClientHello } from './noClientHello';
import { noNomination } from './noNomination';
import { noSrtpProfile } from './noSrtpProfile';
import { plainRtp } from './plainRtp';
import { stunRefused } from './stunRefused';
import { stunUnanswered } from './stunUnanswered';
import { toOtherAddress } from './toOtherAddress';
import { toPrivateAddress } from './toPrivateAddress';
import { toUnknownAddress } from './toUnknownAddress';
import { unknownPayloadType } from './unknownPayloadType';
import { unreachable } from './unreachable';

/** Rules that say why there is no audio. */
const REASONS: readonly Rule[] = [
  noneInCommon,
  noClientHello,
  clientHelloWrongSide,
  certificateMismatch,
  handshakeIncomplete,
  dtlsAlert,
  noSrtpProfile,
  stunUnanswered,
  stunRefused,
  noNomination,
  plainRtp,
  unknownPayloadType,
  toOtherAddress,
  toPrivateAddress,
  toUnknownAddress,
  unreachable,
];

/**
 * Whether another rule says why a call has no audio: then that it has none is no news. Of a description that was edited since nobody
 * knows what would have been said of it before.
 */
export function isExplained(call: Call): boolean {
  if (call.legs.some(leg => leg.messages.some(message => message.edited && message.sdp))) return true;
  for (const rule of REASONS) {
    for (const one of rule.checkCall?.(call) ?? []) if (one.severity === 'error' || one.severity === 'warning') return true;
  }
  return false;
}
