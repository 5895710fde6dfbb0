import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPathRouteFinder, routeError } from '../../../local/run/route-patterns.ts';

describe('routes', () => {
  const find = createPathRouteFinder([
    '/{all+}',
    '/users/{id}',
    '/users/me',
    '/users/{id}/orders/{order}',
    '/users/{path+}',
    '/',
  ]);

  it.each([
    ['/users/me', '/users/me'],
    ['/users/7', '/users/{id}'],
    ['/users/7/', '/users/{id}'],
    ['/users/7/orders/1', '/users/{id}/orders/{order}'],
    ['/users/7/orders', '/users/{path+}'],
    ['/users', '/{all+}'],
    ['/', '/'],
  ])('%s matches %s', (path, route) => {
    expect(find(path)).toBe(route);
  });

  it('do not match other paths', () => {
    const narrow = createPathRouteFinder(['/users/{id}']);
    expect(narrow('/users')).toBeUndefined();
    expect(narrow('/users/7/8')).toBeUndefined();
    expect(narrow('/Users/7')).toBeUndefined();
    expect(createPathRouteFinder([])('/')).toBeUndefined();
  });

  it('have the same precedence in any order of the list', () => {
    const routes = ['/a/{b}', '/a/b', '/{a}/b', '/{a+}', '/a/{b+}', '/{a}/{b}'];
    const path = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(fc.shuffledSubarray(routes, { minLength: routes.length }), path, (shuffled, given) => {
        expect(createPathRouteFinder(shuffled)(given)).toBe(createPathRouteFinder(routes)(given));
      }),
    );
  });
});

it.each([
  ['/users/{id}', undefined],
  ['/', undefined],
  ['/files/{path+}', undefined],
  ['users', 'it does not begin with a slash'],
  ['/users/{id', '"{id" is neither a literal nor a parameter such as {id}'],
  ['/users/x{id}', '"x{id}" is neither a literal nor a parameter such as {id}'],
  ['/{path+}/x', 'only its last segment can match the rest of the path'],
])('the error in the route %s: %s', (route, error) => {
  expect(routeError(route)).toBe(error);
});
