import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createDetector } from '../detect/detector.js';
import { redact } from '../redact/redact.js';
import { form, photo, picture, problem, serviceForTests, small } from './testing/service.js';

const { address, defects, post, numberIn } = await serviceForTests();
const detector = await createDetector({ threads: 1 });
after(() => detector.dispose());

test('a job comes to its end without anybody waiting; its pictures are handed out once', async () => {
  const data = new FormData();
  for (const name of ['one.jpg', 'two.jpg']) data.append('picture', picture(), name);
  data.append('picture', picture(small.subarray(0, 3000)), 'broken.jpg');
  data.append('picture', picture(Buffer.from('text')), 'none.jpg');
  data.set('do', 'redact');
  data.set('scale', '1.5');
  const begun = await post('/v1/jobs', data);
  assert.equal(begun.status, 202);
  const job = `${address}${begun.headers.get('location')}`;
  const events = await (await fetch(`${job}/events`)).text();
  assert.match(events, /event: end\ndata: \{.*"state":"done","pictures":4,"done":4,"failed":2\}\n\n$/);
  const lines = (await (await fetch(`${job}/lines`)).text()).trim().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).image),
    ['one.jpg', 'two.jpg', 'broken.jpg', 'none.jpg'],
  );
  assert.match(JSON.parse(lines[2]!).error, /^broken\.jpg: is damaged or cut off/);
  const expected = await redact(small, detector, { scale: 1.5 });
  const fetched = await fetch(`${job}/pictures/0`);
  assert.ok(Buffer.from(await fetched.arrayBuffer()).equals(Buffer.from(expected.data)));
  assert.match(await problem(await fetch(`${job}/pictures/0`)), /^410 gone: /);
  assert.match(await problem(await fetch(`${job}/pictures/2`)), /^404 not-found: /);
  assert.equal((await fetch(job, { method: 'DELETE' })).status, 204);
  assert.match(await problem(await fetch(job)), /^404 not-found: /);
  await numberIn('farface_job_bytes', (bytes) => bytes === 0);
  assert.match(
    await problem(await post('/v1/jobs?do=both', form({}))),
    /^400 wrong-request: do: expected detect or redact/,
  );
  assert.match(
    await problem(await post('/v1/jobs?do=detect', form({ scale: '2' }))),
    /^400 wrong-request: scale: no such option/,
  );
});

test('a job that is deleted stops', async () => {
  const data = new FormData();
  for (let number = 0; number < 8; number++) data.append('picture', picture(photo), 'crowd.jpg');
  const begun = await post('/v1/jobs?do=redact', data);
  const job = `${address}${begun.headers.get('location')}`;
  await numberIn('farface_working_pictures', (count) => count > 0);
  assert.equal((await fetch(job, { method: 'DELETE' })).status, 204);
  await numberIn('farface_working_pictures', (count) => count === 0);
  await numberIn('farface_queue_pictures', (count) => count === 0);
});

test('there was no defect', () => assert.deepEqual(defects, []));
