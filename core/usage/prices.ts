/** Lambda's prices for requests and duration, in US dollars: on demand, first tier of a month, without the free tier, for the regions
 *  whose prices are known.
 *  @see https://aws.amazon.com/lambda/pricing/ */

/** The month in which the prices in this file were last compared with their source. */
export const PRICES_AS_OF = '2025-10';

/** The architectures of Lambda functions, which have different prices. */
export type Architecture = 'x86_64' | 'arm64';

/** A price in US dollars. */
export interface Price {
  readonly perRequest: number;
  /** A GB-second has 1024 MB. */
  readonly perGbSecond: number;
}

interface RegionalPrice {
  readonly perMillionRequests: number;
  readonly perGbSecond: Readonly<Record<Architecture, number>>;
}

const STANDARD: RegionalPrice = {
  perMillionRequests: 0.2,
  perGbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
};

const MIDDLE_EAST: RegionalPrice = {
  perMillionRequests: 0.25,
  perGbSecond: { x86_64: 0.0000206667, arm64: 0.0000165334 },
};

const BY_REGION: Readonly<Record<string, RegionalPrice>> = {
  'us-east-1': STANDARD,
  'us-east-2': STANDARD,
  'us-west-1': STANDARD,
  'us-west-2': STANDARD,
  'ca-central-1': STANDARD,
  'sa-east-1': STANDARD,
  'eu-central-1': STANDARD,
  'eu-north-1': STANDARD,
  'eu-west-1': STANDARD,
  'eu-west-2': STANDARD,
  'eu-west-3': STANDARD,
  'ap-northeast-1': STANDARD,
  'ap-northeast-2': STANDARD,
  'ap-south-1': STANDARD,
  'ap-southeast-1': STANDARD,
  'ap-southeast-2': STANDARD,
  'af-south-1': { perMillionRequests: 0.27, perGbSecond: { x86_64: 0.0000221, arm64: 0.00001768 } },
  'ap-east-1': { perMillionRequests: 0.28, perGbSecond: { x86_64: 0.00002292, arm64: 0.0000183 } },
  'eu-south-1': { perMillionRequests: 0.23, perGbSecond: { x86_64: 0.0000195172, arm64: 0.0000156138 } },
  'me-central-1': MIDDLE_EAST,
  'me-south-1': MIDDLE_EAST,
};

/** The region whose prices are used for a region: us-east-1 for a region whose prices are unknown. */
export function priceRegion(region: string): string {
  return Object.hasOwn(BY_REGION, region) ? region : 'us-east-1';
}

/** The prices in US dollars of one request and of one GB-second. */
export function priceOf(region: string, architecture: Architecture): Price {
  const { perMillionRequests, perGbSecond } = BY_REGION[priceRegion(region)] ?? STANDARD;
  return { perRequest: perMillionRequests / 1_000_000, perGbSecond: perGbSecond[architecture] };
}
