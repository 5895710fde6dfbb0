import { expect, it } from 'vitest';
import { renderBar } from '../../../core/render/bar.ts';

it('fills as many columns as its share says, to an eighth of one', () => {
  expect(renderBar(1, 4)).toBe('████');
  expect(renderBar(0.5, 4)).toBe('██');
  expect(renderBar(0.53125, 4)).toBe('██▏');
  expect(renderBar(0.96875, 4)).toBe('███▉');
});

it('shows what is little, and not what is nothing', () => {
  expect(renderBar(0.000_001, 4)).toBe('▏');
  expect(renderBar(0, 4)).toBe('');
  expect(renderBar(2, 4)).toBe('████');
  expect(renderBar(-1, 4)).toBe('');
});
