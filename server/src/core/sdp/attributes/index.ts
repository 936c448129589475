import type { SdpFact } from '../fact';
import { CODECS } from './codecs';
import { DIRECTION } from './direction';
import { ICE } from './ice';
import { MUX } from './mux';
import { OTHERS } from './others';
import { SECURITY } from './security';

/** All attributes that we can explain. */
export const ATTRIBUTES: readonly SdpFact[] = [...ICE, ...SECURITY, ...CODECS, ...MUX, ...DIRECTION, ...OTHERS];

const BY_NAME: ReadonlyMap<string, SdpFact> = new Map(ATTRIBUTES.map(fact => [fact.name, fact]));

/** The row of an attribute; names are case-sensitive (RFC 8866 section 5.13). */
export const attributeFact = (name: string): SdpFact | undefined => BY_NAME.get(name);
