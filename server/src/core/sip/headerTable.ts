import type { HeaderFact } from './fact';
import { BODIES } from './headerRows/body';
import { CAPABILITIES } from './headerRows/capabilities';
import { DIALOGS } from './headerRows/dialog';
import { EVENTS } from './headerRows/events';
import { IDENTITIES } from './headerRows/identity';
import { MOBILE } from './headerRows/mobile';
import { ROUTING } from './headerRows/routing';
import { SECURITY } from './headerRows/security';
import { VENDORS } from './headerRows/vendors';

/** The headers of the IANA registry that occur in traces, and those that gateways add; names as they are written in full. */
export const HEADERS: readonly HeaderFact[] = [
  ...ROUTING,
  ...DIALOGS,
  ...BODIES,
  ...CAPABILITIES,
  ...IDENTITIES,
  ...SECURITY,
  ...EVENTS,
  ...MOBILE,
  ...VENDORS,
];

const BY_NAME: ReadonlyMap<string, HeaderFact> = new Map(HEADERS.map(fact => [fact.name.toLowerCase(), fact]));

/** The row of a header by its canonical (lower-case) name. */
export const headerFact = (name: string): HeaderFact | undefined => BY_NAME.get(name);
