/** URIs of files as editors of all systems write them. */
import { describe, expect, test } from 'vitest';
import { fileUris } from '../../src/cli/language-server/file-uris.ts';

describe('of Windows', () => {
  const uris = fileUris(true);

  test.each([
    ['file:///c%3A/Users/x/plant/zones/a.yaml', 'C:\\Users\\x\\plant\\zones\\a.yaml'],
    ['file:///C:/Users/x/plant/zones/a.yaml', 'C:\\Users\\x\\plant\\zones\\a.yaml'],
    ['file:///d%3A/Werk%20Nord/f%C3%BCller/plant.yaml', 'D:\\Werk Nord\\füller\\plant.yaml'],
    ['file://server/share/plant/plant.yaml', '\\\\server\\share\\plant\\plant.yaml'],
  ])('%s', (uri, path) => {
    expect(uris.pathOf(uri)).toBe(path);
  });

  test('lead back to the same file, whatever way they were written', () => {
    const path = uris.pathOf('file:///c%3A/Werk%20Nord/plant.yaml') ?? '';
    expect(uris.pathOf(uris.uriOf(path))).toBe(path);
  });

  test('are inside of a folder with any kind of slash and letter', () => {
    expect(uris.within('C:\\Plant', 'c:\\plant\\zones\\a.yaml')).toBe('zones/a.yaml');
    expect(uris.within('C:\\plant', 'D:\\plant\\a.yaml')).toBeNull();
    expect(uris.within('C:\\plant', 'C:\\plants\\a.yaml')).toBeNull();
  });
});

describe('of other systems', () => {
  const uris = fileUris(false);

  test.each([
    ['file:///srv/plant%20one/%E5%B7%A5.yaml', '/srv/plant one/工.yaml'],
    ['file:///srv/a%23b%3Fc.yaml', '/srv/a#b?c.yaml'],
    ['file:///srv/./x/../plant.yaml', '/srv/plant.yaml'],
  ])('%s', (uri, path) => {
    expect(uris.pathOf(uri)).toBe(path);
    expect(uris.pathOf(uris.uriOf(path))).toBe(path);
  });

  test.each([
    'untitled:Untitled-1',
    'git:/srv/a.yaml',
    'https://x/plant.yaml',
    'file://host/a.yaml',
    'file:///a%2Fb',
    'file:///a%00b',
    '',
    'x',
  ])('%s is no file', (uri) => {
    expect(uris.pathOf(uri)).toBeNull();
  });

  test('are not inside of a folder that only begins alike', () => {
    expect(uris.within('/srv/plant', '/srv/plant-2/a.yaml')).toBeNull();
    expect(uris.within('/srv/plant', '/srv/plant')).toBeNull();
    expect(uris.within('/srv/plant', '/srv/plant/..a/b.yaml')).toBe('..a/b.yaml');
  });
});
