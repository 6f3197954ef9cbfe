import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLive, type LiveAddress, liveAddress, liveTarget, withoutSecrets } from './live-address.js';

function inputOf(typed: string, options: Parameters<typeof liveAddress>[1] = {}): string {
  const address = liveAddress(typed, options);
  assert.ok(typeof address !== 'string', String(address));
  return (address as LiveAddress).input.join(' ');
}

test('cameras are named as each system names them', () => {
  assert.equal(inputOf('camera:/dev/video0', { system: 'linux' }), '-f v4l2 -i /dev/video0');
  assert.equal(inputOf('/dev/video2', { system: 'linux' }), '-f v4l2 -i /dev/video2');
  assert.equal(inputOf('camera:0', { system: 'darwin' }), '-f avfoundation -i 0:none');
  assert.equal(inputOf('camera:USB Camera', { system: 'win32' }), '-f dshow -i video=USB Camera');
  assert.match(String(liveAddress('camera:')), /names no camera/);
  assert.match(String(liveAddress('camera:0', { listen: true })), /waits in vain/);
});

test('streams open streams alone: nothing that names files of this machine', () => {
  for (const typed of [
    'rtsp://a/b',
    'RTSPS://a/b',
    'rtmp://a/b',
    'srt://a:1',
    'udp://a:1',
    'tcp://a:1',
    'https://a/b',
  ]) {
    const words = inputOf(typed);
    const allowed = /-protocol_whitelist (\S+)/.exec(words)![1]!.split(',');
    for (const protocol of ['file', 'pipe', 'concat', 'subfile', 'data', 'unix', 'fd'])
      assert.ok(!allowed.includes(protocol), `${typed} ${protocol}`);
  }
  for (const typed of ['file:///etc/passwd', 'concat://a', 'pipe://0', 'constructor://a', 'data://a'])
    assert.match(String(liveAddress(typed)), /has the scheme \w+; expected one of rtsp/);
  for (const typed of ['clip.mp4', 'C:\\clip.mp4', '/dev/video', './rtsp', '-'])
    assert.equal(isLive(typed), false, typed);
});

test('a sender that is to come is waited for', () => {
  assert.match(inputOf('rtsp://0.0.0.0:1/a', { listen: true }), /-rtsp_flags listen/);
  assert.match(inputOf('rtmp://0.0.0.0:1/a', { listen: true }), /-listen 1/);
  assert.match(inputOf('srt://0.0.0.0:1', { listen: true }), /-mode listener/);
  const waits = (typed: string) => (liveAddress(typed) as LiveAddress).waits;
  assert.deepEqual(['udp://:1', 'tcp://:1?listen=1', 'srt://:1?mode=listener', 'tcp://a:1'].map(waits), [
    true,
    true,
    true,
    false,
  ]);
});

test('where streams go decides what they are put into', () => {
  const kinds = ['rtmp://a/b', 'rtsp://a/b', 'srt://a:1', 'udp://a:1'].map((typed) => {
    const target = liveTarget(typed);
    return typeof target === 'string' ? target : target.kind;
  });
  assert.deepEqual(kinds, ['flv', 'rtsp', 'mpegts', 'mpegts']);
  assert.match(String(liveTarget('http://a/b')), /has the scheme http, which nothing is written to/);
  assert.match(String(liveTarget('constructor://a')), /nothing is written to/);
});

test('names, passwords and keys are not told', () => {
  assert.equal(withoutSecrets('rtsp://me:p@ss@10.0.0.7:554/street?key=1'), 'rtsp://…@10.0.0.7:554/street?…');
  assert.equal(withoutSecrets('udp://10.0.0.7:5000'), 'udp://10.0.0.7:5000');
});
