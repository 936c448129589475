/** What stands where only the gateway could fill it in: values as a gateway on this machine would have them. */
const OF_THE_GATEWAY: readonly [placeholder: RegExp, value: string][] = [
  [/<gateway-ice-ufrag>/g, 'gWay'],
  [/<gateway-ice-pwd>/g, 'gWayJtrp72t7iOXQTq4McovB'],
  [/<gateway-fingerprint>/g, Array.from({ length: 32 }, (_, index) => (0xa0 + index).toString(16).toUpperCase()).join(':')],
  [/<key>/g, 'd0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj'],
  [/<gateway-address>/g, '127.0.0.1'],
];

/** A description whose placeholders, which the product puts in where only the gateway knows the value, have legal values. */
export const fill = (sdp: string): string => OF_THE_GATEWAY.reduce((text, [placeholder, value]) => text.replace(placeholder, value), sdp);
