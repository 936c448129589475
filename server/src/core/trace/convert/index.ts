import type { FormatId } from '../types';
import { webrtcInternals } from './internals/webrtcInternals';
import { ngrepDefault, ngrepNoneSingle } from './ngrepWrapped';
import { tcpdumpHex } from './tcpdumpHex';
import { tsharkHex } from './tsharkHex';
import { tsharkEk, tsharkJson } from './tsharkJson';
import { tsharkPdml } from './tsharkPdml';
import { tsharkSipTree, tsharkTree } from './tsharkTree';
import { withoutPrefix } from './behindPrefix';
import type { Converter } from './types';

/** The forms that are read as converted text. Bytes tell more than trees: they come first where a text has both. */
export const converters: readonly Converter[] = [
  tcpdumpHex,
  tsharkHex,
  tsharkTree,
  tsharkSipTree,
  tsharkJson,
  tsharkEk,
  tsharkPdml,
  ngrepDefault,
  ngrepNoneSingle,
  webrtcInternals,
];

/** How much of a text is looked at to tell its form. */
const SAMPLE = 1 << 18;

/** The converter for a text, told by its beginning; undefined for a text that is read as it is. */
export function converterOf(text: string): Converter | undefined {
  return converterBehindPrefix(text) ?? claiming(beginningOf(text));
}

/** The converter for a text in which a mail, an indentation or the like stands before every line of a tool's output; undefined for any other. */
export function converterBehindPrefix(text: string): Converter | undefined {
  const sample = beginningOf(text);
  const strip = withoutPrefix(sample);
  const behind = strip && claiming(strip(sample));
  return behind && { ...behind, convert: (whole, sink) => behind.convert(strip(whole), sink) };
}

const beginningOf = (text: string): string => (text.length > SAMPLE ? text.slice(0, SAMPLE) : text);
const claiming = (sample: string): Converter | undefined => converters.find(converter => converter.claims(sample));

/** The form of a text that is no trace by itself but is read as converted text; undefined for any other. */
export const claimsConversion = (text: string): FormatId | undefined => converterOf(text)?.format;
