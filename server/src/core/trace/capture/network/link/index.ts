import { ethernet } from './ethernet';
import { linuxCooked, linuxCooked2 } from './linuxCooked';
import { loopback, raw } from './loopback';
import { ciscoHdlc, ppp, pppoe } from './ppp';
import type { LinkReader } from './types';

/** The link types that are read, by LINKTYPE number (draft-ietf-opsawg-pcaplinktype). */
export const LINKS: ReadonlyMap<number, LinkReader> = new Map([
  [0, loopback],
  [1, ethernet],
  [9, ppp],
  [12, raw],
  [14, raw],
  [50, ppp],
  [51, pppoe],
  [101, raw],
  [104, ciscoHdlc],
  [108, loopback],
  [113, linuxCooked],
  [228, raw],
  [229, raw],
  [276, linuxCooked2],
]);
