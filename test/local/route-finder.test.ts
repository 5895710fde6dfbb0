import { expect, it } from 'vitest';
import { createRouteFinder } from '../../local/route-finder.ts';

const route = (httpMethod: string, resourcePath: string) => ({ httpMethod, resourcePath });

it("the request's own method takes precedence over ANY, but only between equally specific paths", () => {
  const find = createRouteFinder([
    route('ANY', '/notes/{id}'),
    route('GET', '/notes/{id}'),
    route('GET', '/{proxy+}'),
    route('ANY', '/notes/mine'),
  ]);
  expect(find('GET', '/notes/1')?.route).toEqual(route('GET', '/notes/{id}'));
  expect(find('PUT', '/notes/1')?.route).toEqual(route('ANY', '/notes/{id}'));
  expect(find('GET', '/notes/mine')?.route).toEqual(route('ANY', '/notes/mine'));
  expect(find('PUT', '/other')).toBeUndefined();
});

it.each([
  ['/notes/caf%C3%A9', { id: 'café' }],
  ['/notes/%zz', { id: '%zz' }],
  ['/notes/1/a%20b/c%2Fd', { id: '1', rest: 'a b/c/d' }],
])('decodes the path parameters of %s', (path, pathParameters) => {
  const find = createRouteFinder([route('GET', '/notes/{id}'), route('GET', '/notes/{id}/{rest+}')]);
  expect(find('GET', path)?.pathParameters).toEqual(pathParameters);
});
