import type { HeaderFact } from '../fact';

/**
 * A row of the table of headers.
 * @param source number of the RFC and section, `3261 20.42`; empty where no RFC defines the header
 */
export function row(
  name: string,
  example: string,
  title: string,
  explanation: string,
  source: string,
  more: Pick<HeaderFact, 'parameters' | 'settings'> = {},
): HeaderFact {
  const [rfc, section] = source.split(' ');
  return {
    name,
    example: `${name}: ${example}`,
    title,
    explanation,
    ...(rfc ? { reference: { rfc: Number(rfc), section } } : {}),
    ...more,
  };
}
