import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiCall } from '../../../core/calls/api-call.ts';
import { accessLine, callId, helperLine, type TestCall } from '../../logs-api/call-lines.ts';
import { type ContractHost, type GetOptions, startLogsApi, useHost } from './logs-api-host.ts';
import { startLogsApiOnLambda } from './logs-api-on-lambda.ts';

const DAY_MS = 86_400_000;

const now = Date.now();
const call = (n: number, more: Partial<TestCall> = {}): TestCall => ({
  time: now - n * 1000,
  unique: `call-${n}`,
  domainId: 'acme',
  path: n % 2 ? '/prod/odd' : '/prod/even',
  ...more,
});
/** Newest first. The last call is in another month. */
const calls = [...Array.from({ length: 130 }, (_, n) => call(n)), call(1000, { time: now - 40 * DAY_MS })];
const ids = calls.map(callId);
const otherDomainCall = call(5, { domainId: 'rival', unique: 'rival' });
const webhook = call(7, { unique: 'webhook', path: '/hook' });

describe.each([
  ['logs serve', startLogsApi],
  ['Lambda behind API Gateway', startLogsApiOnLambda],
])('on %s', (_, start) => {
  const api = useHost<ContractHost>(start);
  beforeAll(async () => {
    await api.index(...calls.map(accessLine), accessLine(otherDomainCall), helperLine(calls[0] as TestCall));
    await api.index(helperLine(webhook, { source: 'webhook', url: 'https://hooks.example.com/in?key=1' }));
  });

  async function page(query: string, options: GetOptions = {}): Promise<string[]> {
    const response = await api.get(`/logs/api${query}`, { token: 'domain', ...options });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    return (JSON.parse(text) as ApiCall[]).map(({ id }) => id);
  }

  async function refusal(query: string, options: GetOptions = {}) {
    const response = await api.get(`/logs/api${query}`, { token: 'domain', ...options });
    return { status: response.status, ...((await response.json()) as { error: string; info: string }) };
  }

  describe('GET /logs/api', () => {
    it('returns an array, newest first, with 20 calls by default', async () => {
      const response = await api.get('/logs/api', { token: 'domain' });
      expect(response.headers.get('content-type')).toMatch('application/json');
      const [first, ...rest] = (await response.json()) as ApiCall[];
      expect([first?.id, ...rest.map(({ id }) => id)]).toEqual(ids.slice(0, 20));
      expect(first).toMatchObject({
        domainId: 'acme',
        source: 'api',
        status: 200,
        response: '{"of":"call-0"}',
        createdAt: new Date(now).toISOString(),
      });
    });

    it.each([1, 2, 99, 100])('accepts the limit %i', async (limit) => {
      expect(await page(`?limit=${limit}`)).toEqual(ids.slice(0, limit));
    });

    it('returns older calls with starting_after, also when months have no calls', async () => {
      expect(await page(`?starting_after=${ids[9]}&limit=3`)).toEqual(ids.slice(10, 13));
      expect(await page(`?starting_after=${ids[128]}`)).toEqual(ids.slice(129));
      expect(await page(`?starting_after=${ids.at(-1)}`)).toEqual([]);
    });

    it('returns the next newer calls with ending_before, newest first', async () => {
      expect(await page(`?ending_before=${ids[9]}&limit=3`)).toEqual(ids.slice(6, 9));
      expect(await page(`?ending_before=${ids.at(-1)}&limit=2`)).toEqual(ids.slice(128, 130));
      expect(await page(`?ending_before=${ids[0]}`)).toEqual([]);
    });

    it('returns only calls of the requested source', async () => {
      expect(await page('?source=webhook')).toEqual([callId(webhook)]);
      expect(await page('?source=api&limit=1')).toEqual([ids[0]]);
    });

    it('ignores the query string in the URL of a request, but not in the URL of a webhook', async () => {
      const url = (text: string) => `url=${encodeURIComponent(text)}`;
      expect(await page(`?${url('https://api.example.com/prod/odd?x=1')}&limit=2`)).toEqual([ids[1], ids[3]]);
      expect(await page(`?${url('https://api.example.com/prod/nowhere')}`)).toEqual([]);
      expect(await page(`?source=webhook&${url('https://hooks.example.com/in?key=1')}`)).toEqual([callId(webhook)]);
      expect(await page(`?source=webhook&${url('https://hooks.example.com/in')}`)).toEqual([]);
    });

    it.each([
      ['?limit=0', 'limit: must be a whole number from 1 to 100'],
      ['?limit=101', 'limit: must be a whole number from 1 to 100'],
      ['?limit=', 'limit: must be a whole number from 1 to 100'],
      ['?limit=-1', 'limit: must be a whole number from 1 to 100'],
      ['?limit=1e1', 'limit: must be a whole number from 1 to 100'],
      ['?limit=5&limit=6', 'limit: must be given only once'],
      ['?source=other', 'source: must be api or webhook'],
      ['?url=', 'url: must not be empty'],
      ['?starting_after=nonsense', /: a call with this id does not exist\./],
      ['?ending_before=01900000-0000-7000-8000-000000000000', /: a call with this id does not exist\./],
      [`?starting_after=${ids[1]}&ending_before=${ids[2]}`, /cannot be combined with/],
      [`?starting_after=${'a'.repeat(65)}`, 'starting_after: is not the id of a call'],
      [`?source=webhook&starting_after=${ids[1]}`, /: a call with this id does not exist\./],
    ])('refuses %s', async (query, info) => {
      expect(await refusal(query)).toEqual({
        status: 400,
        error: 'invalid-request-error',
        info: typeof info === 'string' ? info : expect.stringMatching(info),
      });
    });

    it('does not accept a cursor of another domain, and does not reveal that the call exists', async () => {
      const existing = await refusal(`?starting_after=${callId(otherDomainCall)}`);
      expect(existing).toEqual(await refusal('?starting_after=01900000-0000-7000-8000-000000000000'));
      expect(await page('', { token: 'other' })).toEqual([callId(otherDomainCall)]);
    });

    it('does not allow a domain token to send a domain, not even its own', async () => {
      for (const domain of ['rival', 'acme']) {
        expect(await refusal(`?domain=${domain}`)).toMatchObject({ status: 403, error: 'forbidden-error' });
      }
      expect(await page('?limit=1', { headers: { 'X-Domain-Id': 'rival', domainId: 'rival' } })).toEqual([ids[0]]);
    });

    it('allows an operator to send any domain', async () => {
      expect(await page('?domain=rival', { token: 'operator' })).toEqual([callId(otherDomainCall)]);
      expect(await page('?domain=acme%23api', { token: 'operator' })).toEqual([]);
      expect(await refusal('', { token: 'operator' })).toMatchObject({ status: 400, error: 'invalid-request-error' });
      expect(await refusal('?domain=acme', { token: 'access' })).toMatchObject({ status: 403 });
    });
  });
});
