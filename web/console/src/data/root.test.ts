import { describe, expect, it } from 'vitest';
import { below, ROOT, within } from './root';

describe('addresses', () => {
  it('begin at the host without a proxy', () => {
    expect(ROOT).toBe('/');
    expect(below('/api/status')).toBe('/api/status');
    expect(within('/wells/A-1')).toBe('/wells/A-1');
  });
  it('begin below the prefix of a proxy', () => {
    expect(below('/api/status', '/field/one/')).toBe('/field/one/api/status');
    expect(within('/field/one/wells/A-1', '/field/one/')).toBe('/wells/A-1');
    expect(within('/field/one/', '/field/one/')).toBe('/');
    expect(within('/elsewhere', '/field/one/')).toBeNull();
  });
});
