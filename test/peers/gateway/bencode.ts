/** What RTPEngine's ng protocol is made of. */
export type NgValue = string | number | readonly NgValue[] | NgDictionary;

/** A message of the ng protocol, or a part of one. */
export interface NgDictionary {
  readonly [key: string]: NgValue;
}

/** A value in bencode: `5:hello`, `i42e`, `l…e`, `d…e`. */
export function encode(value: NgValue): Buffer {
  if (typeof value === 'number') return Buffer.from(`i${value}e`);
  if (typeof value === 'string') return Buffer.from(`${Buffer.byteLength(value)}:${value}`);
  if (isList(value)) return Buffer.concat([Buffer.from('l'), ...value.map(encode), Buffer.from('e')]);
  const items = Object.entries(value).flatMap(([key, one]) => [encode(key), encode(one)]);
  return Buffer.concat([Buffer.from('d'), ...items, Buffer.from('e')]);
}

const isList = (value: readonly NgValue[] | NgDictionary): value is readonly NgValue[] => Array.isArray(value);

/** The value that a text of bencode begins with. */
export function decode(text: Buffer): NgValue {
  let at = 0;
  const upTo = (end: string): string => {
    const start = at;
    at = text.indexOf(end, at) + 1;
    return text.toString('latin1', start, at - 1);
  };
  const read = (): NgValue => {
    const kind = String.fromCharCode(text[at]!);
    if (kind === 'i') return Number(upTo('e').slice(1));
    if (kind === 'l' || kind === 'd') {
      at++;
      const items: NgValue[] = [];
      while (text[at] !== 0x65) items.push(read());
      at++;
      return kind === 'l' ? items : Object.fromEntries(pairs(items));
    }
    const length = Number(upTo(':'));
    at += length;
    return text.toString('utf8', at - length, at);
  };
  return read();
}

const pairs = (items: readonly NgValue[]): [string, NgValue][] =>
  Array.from({ length: items.length / 2 }, (_, index) => [String(items[2 * index]), items[2 * index + 1]!]);
