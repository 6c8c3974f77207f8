import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import {loadModel} from '../../src/model/load-model.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

test('a checkpoint of PyTorch is refused by what it is, and how to save it instead is said', async t => {
  const folder = await temporaryFolder(t);
  for (const [name, head] of [
    ['archive.pth', [0x50, 0x4b, 3, 4, 0, 0]],
    ['pickle.pt', [0x80, 2, 0x7d, 0x71]],
    ['no-name', [0x80, 2, 0x8a, 0x0a]],
  ] as const) {
    const file = path.join(folder, name);
    await writeFile(file, Uint8Array.from(head));
    await t.throwsAsync(loadModel(file), {
      code: 'model/not-onnx',
      message: /torch\.save.*safetensors/,
    });
  }
});
