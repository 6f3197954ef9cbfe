import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { AnnotatedPictures } from './annotated-pictures.js';

const place = (pictures: AnnotatedPictures, path: string, relative: string) =>
  pictures.place({ name: path, path, relative });

test('pictures keep their place below the folder and, where it can be written, their format', () => {
  const pictures = new AnnotatedPictures('out', []);
  assert.equal(place(pictures, 'in/a/x.jpg', 'a/x.jpg'), join('out', 'a', 'x.jpg'));
  assert.equal(place(pictures, 'in/scan.tiff', 'scan.tiff'), join('out', 'scan.tiff.png'));
  assert.equal(place(pictures, 'in/B.PNG', 'B.PNG'), join('out', 'B.PNG'));
});

test('photos of the same name in different folders do not replace each other', () => {
  const pictures = new AnnotatedPictures('out', []);
  const files = ['a/x.jpg', 'b/x.jpg', 'c/x.jpg'].map((path) => place(pictures, path, 'x.jpg'));
  assert.deepEqual(files, [join('out', 'x.jpg'), join('out', 'x-2.jpg'), join('out', 'x-3.jpg')]);
});

test('no photo is replaced, neither its own picture’s nor another one', () => {
  const pictures = new AnnotatedPictures('photos', ['photos/x.jpg', 'photos/deep/x.jpg']);
  assert.throws(() => place(pictures, 'photos/x.jpg', 'x.jpg'), /photos\/x\.jpg.*--out/);
  assert.throws(
    () => place(pictures, 'photos/deep/x.jpg', 'x.jpg'),
    /photos\/deep\/x\.jpg: .*replace the photo photos\/x\.jpg/,
  );
});
