export type AddressKind =
  | 'unspecified'
  | 'loopback'
  | 'link-local'
  | 'private'
  | 'carrier-grade NAT'
  | 'multicast'
  | 'public'
  | 'mDNS'
  | 'host name';

/** What an address can be reached from. The addresses of documents (RFC 5737, RFC 3849) count as public, so that examples read like calls. */
export function addressKind(address: string): AddressKind {
  const plain = ipv4(address);
  if (plain) return kindOfIpv4(plain);
  const bare = address.replace(/^\[|\]$/g, '').toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare);
  const octets = ipv4(mapped?.[1] ?? bare);
  if (octets) return kindOfIpv4(octets);
  if (bare.includes(':') && /^[0-9a-f:.]+(%.*)?$/.test(bare)) return kindOfIpv6(bare);
  return bare.endsWith('.local') ? 'mDNS' : 'host name';
}

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

function ipv4(text: string): readonly number[] | undefined {
  const match = IPV4.exec(text);
  if (!match) return undefined;
  const octets = [Number(match[1]), Number(match[2]), Number(match[3]), Number(match[4])];
  return octets.every(octet => octet < 256) ? octets : undefined;
}

function kindOfIpv4(octets: readonly number[]): AddressKind {
  const [a, b] = octets as unknown as [number, number];
  if (octets.every(octet => octet === 0)) return 'unspecified';
  if (a === 127) return 'loopback';
  if (a === 169 && b === 254) return 'link-local';
  if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return 'private';
  if (a === 100 && b >= 64 && b < 128) return 'carrier-grade NAT';
  if (a >= 224 && a < 240) return 'multicast';
  return 'public';
}

function kindOfIpv6(text: string): AddressKind {
  if (/^[0:]+$/.test(text)) return 'unspecified';
  if (/^[0:]+:0*1$/.test(text)) return 'loopback';
  if (/^fe[89ab]/.test(text)) return 'link-local';
  if (/^f[cd]/.test(text)) return 'private';
  return text.startsWith('ff') ? 'multicast' : 'public';
}

const TITLES: Readonly<Record<AddressKind, string>> = {
  unspecified: 'no address',
  loopback: 'loopback: this machine only',
  'link-local': 'link-local: this network only',
  private: 'private: not reachable from outside its network',
  'carrier-grade NAT': 'private behind the provider’s NAT (RFC 6598)',
  multicast: 'multicast',
  public: 'public',
  mDNS: 'mDNS name: the browser hides its private address; only its own network can resolve it',
  'host name': 'host name',
};

/** The kind of an address in a few words. */
export const addressTitle = (address: string): string => TITLES[addressKind(address)];

const INSIDE: ReadonlySet<AddressKind> = new Set(['private', 'carrier-grade NAT', 'link-local', 'loopback', 'mDNS', 'unspecified']);

/** Whether an address means nothing outside of its own network. */
export const isInside = (address: string): boolean => INSIDE.has(addressKind(address));
