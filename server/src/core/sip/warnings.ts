/** Codes of a Warning and what they say (RFC 3261 section 20.43; 380 and 381 RFC 5630). */
export const WARNINGS: Readonly<Record<string, string>> = {
  300: 'the network protocol (IN, IP4, IP6) is not available',
  301: 'the kind of address, for example IPv6, cannot be used',
  302: 'the transport profile of the m= line is not spoken',
  303: 'the unit of the bandwidth is not understood',
  304: 'the kind of media is not available',
  305: 'none of the codecs (media formats) is available',
  306: 'an attribute (a= line) is not understood',
  307: 'a parameter of the SDP that is no attribute is not understood',
  330: 'multicast is not available',
  331: 'unicast is not available',
  370: 'the bandwidth that is asked for is more than there is',
  380: 'a sips: address is not allowed',
  381: 'a sips: address is required',
  392: 'what Kamailio or OpenSIPS adds for those who look for faults; no fault by itself',
  399: 'a reason that has no code of its own',
};
