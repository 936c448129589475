import type { Wrapping } from './types';

const LESS_THAN = '&(?:amp;){0,2}lt;';
/** An address as a page has it; a log that has one as it is, is read as it is. */
const ADDRESS_AS_ENTITY = new RegExp(`${LESS_THAN}sips?:`, 'i');
const ADDRESS = /<sips?:/i;
const BREAK = /<br[ \t]{0,8}\/?>/i;
const BREAKS = /<br[ \t]{0,8}\/?>[ \t]{0,8}(?:\r\n|\n|\r)?/gi;
/** A line that is empty. */
const BREAK_IN_BLOCK = /<br[ \t]{0,8}\/?>[ \t]{0,8}(?=<\/(?:div|p|li)>)/gi;
const BLOCK_END = /<\/(?:div|li|tr|h\d|pre)>(?:\r\n|\n|\r)?/gi;
const PARAGRAPH_END = /<\/p>(?:\r\n|\n|\r)?/gi;
const BLANK_LINE = /^[ \t]{1,80}$/gm;
const TAG = /<[/!]?[a-zA-Z-][^<>]{0,2000}>/g;
const ENTITY = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos|nbsp|colon|equals|sol|lowbar|num|commat));/g;
const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  colon: ':',
  equals: '=',
  sol: '/',
  lowbar: '_',
  num: '#',
  commat: '@',
};
const LARGEST_CODE = 0x10ffff;
const NO_BREAK_SPACE = 0xa0;

/** The source of a web page, or of a mail in HTML, with a log in it. */
export const webPage: Wrapping = {
  title: 'a web page',
  claims: sample => sample.includes('SIP/2.0') && ADDRESS_AS_ENTITY.test(sample) && !ADDRESS.test(sample),
  unwrap: text => {
    let plain = withoutTags(text);
    // What was escaped twice is still escaped then.
    for (let round = 0; round < 3 && ADDRESS_AS_ENTITY.test(plain); round++) plain = plain.replace(ENTITY, character);
    return plain.replace(BLANK_LINE, '');
  },
};

/** The text with a line end for each tag that breaks the line. Where lines end with `<br>`, a paragraph ends with an empty line. */
function withoutTags(text: string): string {
  const paragraph = BREAK.test(text) ? '\n\n' : '\n';
  return text.replace(BREAK_IN_BLOCK, '').replace(BREAKS, '\n').replace(BLOCK_END, '\n').replace(PARAGRAPH_END, paragraph).replace(TAG, '');
}

function character(entity: string, decimal: string | undefined, hex: string | undefined, name: string | undefined): string {
  if (name !== undefined) return NAMED[name] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
  if (code === NO_BREAK_SPACE) return ' ';
  return code > LARGEST_CODE ? entity : String.fromCodePoint(code);
}
