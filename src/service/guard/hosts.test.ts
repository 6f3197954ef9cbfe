import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agrees, isOwnHost, isUnclaimed } from './hosts.js';

test('this machine alone is asked by its own names, and by those that were named', () => {
  for (const host of ['localhost', 'LOCALHOST:8418', '127.0.0.1:80', '127.9.8.7', '[::1]:8418'])
    assert.ok(isOwnHost(host), host);
  for (const host of [
    undefined,
    '',
    'localhost.',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.5',
    '[::2]',
  ])
    assert.ok(!isOwnHost(host), host);
  assert.ok(isOwnHost('Faces.Example:80', ['faces.example']));
});

test('without keys it is asked by what no stranger can have made to point to it', () => {
  const names = ['faces.example'];
  for (const host of [
    '10.0.0.5:8418',
    '[fd00::5]:8418',
    'localhost',
    'farface:8418',
    'FACES.example',
    'faces.example:80',
  ])
    assert.ok(isUnclaimed(host, names), host);
  for (const host of [
    undefined,
    '',
    'evil.example',
    '10.0.0.5.evil.example:8418',
    'x.faces.example',
    'faces.example.',
    '10.0.0.5@evil.example',
    'a b',
    '[evil.example]',
  ])
    assert.ok(!isUnclaimed(host, names), host);
});

test('a whole address is of the host that the header names', () => {
  assert.ok(agrees('/livez', 'any.example'));
  assert.ok(agrees('http://Faces.example:80/livez?x', 'faces.example:80'));
  assert.ok(!agrees('http://evil.example/livez', 'localhost'));
  assert.ok(!agrees('http://localhost@evil.example/', 'localhost'));
  assert.ok(!agrees('http://evil.example/', undefined));
});
