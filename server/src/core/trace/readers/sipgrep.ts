import type { Reader } from '../types';
import { NGREP_ADDRESSES, NGREP_STAMP, readNgrep } from './ngrepByline';

const SECOND_LINE = /^[ \t]{0,4}(?:\[[A-Z]{1,8}\])?[ \t]*$/;

/**
 * sipgrep: ngrep's form with colours in the lines. It numbers no packets and puts a line of its own behind the addresses,
 * empty or with the flags of TCP.
 */
export const sipgrep: Reader = {
  format: 'sipgrep',
  title: 'sipgrep',
  boundary: new RegExp(
    String.raw`^[UT] ${NGREP_STAMP}${NGREP_ADDRESSES}[ \t]{0,4}(?:\r{0,3}\n|\r){1,2}(?=[ \t]{0,4}(?:\[[A-Z]{1,8}\][ \t]{0,4})?[\r\n])`,
    'gm',
  ),
  read: lines => (SECOND_LINE.test(lines[1]?.text ?? '-') && !/ #\d{1,9}$/.test(lines[0]!.text) ? readNgrep(lines) : undefined),
};
