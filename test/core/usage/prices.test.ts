import { expect, it } from 'vitest';
import { priceOf, priceRegion } from '../../../core/usage/prices.ts';

it('the prices of regions are those of the examples on the price page', () => {
  const cost = (region: string, architecture: 'x86_64' | 'arm64') => {
    const { perRequest, perGbSecond } = priceOf(region, architecture);
    return Math.round(1_000_000 * (perRequest + perGbSecond) * 100) / 100;
  };
  expect(cost('us-east-1', 'x86_64')).toBe(16.87);
  expect(cost('us-east-1', 'arm64')).toBe(13.53);
  expect(cost('af-south-1', 'x86_64')).toBe(22.37);
});

it('a region whose prices are unknown has the prices of us-east-1', () => {
  expect(priceRegion('mars-north-1')).toBe('us-east-1');
  expect(priceRegion('constructor')).toBe('us-east-1');
  expect(priceRegion('eu-south-1')).toBe('eu-south-1');
  expect(priceOf('mars-north-1', 'arm64')).toEqual(priceOf('us-east-1', 'arm64'));
});
