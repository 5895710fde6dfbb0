import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routeFault, routeFinder } from '../../../local/run/route-patterns.ts';

describe('routes', () => {
  const find = routeFinder([
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
  ])('%s is %s', (path, route) => {
    expect(find(path)).toBe(route);
  });

  it('are none where none fits', () => {
    const narrow = routeFinder(['/users/{id}']);
    expect(narrow('/users')).toBeUndefined();
    expect(narrow('/users/7/8')).toBeUndefined();
    expect(narrow('/Users/7')).toBeUndefined();
    expect(routeFinder([])('/')).toBeUndefined();
  });

  it('are found alike in whatever order they are given', () => {
    const routes = ['/a/{b}', '/a/b', '/{a}/b', '/{a+}', '/a/{b+}', '/{a}/{b}'];
    const path = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(fc.shuffledSubarray(routes, { minLength: routes.length }), path, (shuffled, given) => {
        expect(routeFinder(shuffled)(given)).toBe(routeFinder(routes)(given));
      }),
    );
  });
});

it.each([
  ['/users/{id}', undefined],
  ['/', undefined],
  ['/files/{path+}', undefined],
  ['users', 'it does not begin with a slash'],
  ['/users/{id', '"{id" is neither a literal part nor a parameter such as {id}'],
  ['/users/x{id}', '"x{id}" is neither a literal part nor a parameter such as {id}'],
  ['/{path+}/x', 'only its last part may take the whole rest'],
])('of %s is said: %s', (route, fault) => {
  expect(routeFault(route)).toBe(fault);
});
