/** Profile of H.264 by profile_idc and the constraint flags that turn it into another (RFC 6184 section 8.1, table 5). */
const PROFILES: readonly (readonly [idc: number, mask: number, flags: number, name: string])[] = [
  [0x42, 0x40, 0x40, 'constrained baseline'],
  [0x4d, 0x80, 0x80, 'constrained baseline'],
  [0x58, 0xc0, 0xc0, 'constrained baseline'],
  [0x42, 0x40, 0x00, 'baseline'],
  [0x58, 0xc0, 0x80, 'baseline'],
  [0x4d, 0x80, 0x00, 'main'],
  [0x58, 0xc0, 0x00, 'extended'],
  [0x64, 0x0c, 0x0c, 'constrained high'],
  [0x64, 0x00, 0x00, 'high'],
  [0x6e, 0x00, 0x00, 'high 10'],
  [0x7a, 0x00, 0x00, 'high 4:2:2'],
  [0xf4, 0x00, 0x00, 'high 4:4:4'],
];

/**
 * The name of the profile in a profile-level-id, six hexadecimal digits: `constrained baseline`; `profile 118` for one
 * that is not in the table. Undefined when malformed.
 */
export function h264ProfileName(profileLevelId: string): string | undefined {
  if (!/^[0-9a-f]{6}$/i.test(profileLevelId)) return undefined;
  const idc = Number.parseInt(profileLevelId.slice(0, 2), 16);
  const flags = Number.parseInt(profileLevelId.slice(2, 4), 16);
  return PROFILES.find(([number, mask, wanted]) => number === idc && (flags & mask) === wanted)?.[3] ?? `profile ${idc}`;
}
