import { describe, expect, it } from 'vitest';
import { EventParser } from './sse';

describe('EventParser', () => {
  it('reads events that arrive in pieces', () => {
    const parser = new EventParser();
    expect(parser.push('id: 12\nevent: ro')).toEqual([]);
    expect(parser.push('ws\ndata: {"a":1}\n\nid: 13\n')).toEqual([{ name: 'rows', data: '{"a":1}', id: '12' }]);
    expect(parser.push('event: rows\ndata: x\n\n')).toEqual([{ name: 'rows', data: 'x', id: '13' }]);
  });
  it('passes over heartbeats', () => {
    expect(new EventParser().push(': heartbeat\n\n')).toEqual([]);
  });
  it('joins lines of data and keeps an event without id apart', () => {
    expect(new EventParser().push('event: status\ndata: a\ndata: b\n\n')).toEqual([{ name: 'status', data: 'a\nb', id: null }]);
  });
});
