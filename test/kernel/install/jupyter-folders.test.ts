import test from 'ava';
import {searchedFolders, userDataFolder} from '../../../kernel/install/jupyter-folders.js';
import {isCached, missingParts, programOf} from '../../../kernel/install/kernelspec.js';

test("a person's data folder is where each platform's Jupyter has it", t => {
  const home = '/home/ada';
  const folder = (platform: NodeJS.Platform, env = {}, at = home) =>
    userDataFolder({env, platform, home: at});
  t.is(folder('linux'), '/home/ada/.local/share/jupyter');
  t.is(folder('linux', {XDG_DATA_HOME: '/x'}), '/x/jupyter');
  t.is(folder('linux', {XDG_DATA_HOME: ''}), '/home/ada/.local/share/jupyter');
  t.is(folder('darwin', {XDG_DATA_HOME: '/x'}, '/Users/ada'), '/Users/ada/Library/Jupyter');
  t.is(
    folder('darwin', {JUPYTER_PLATFORM_DIRS: '1'}, '/Users/ada'),
    '/Users/ada/Library/Application Support/Jupyter',
  );
  t.is(
    folder('win32', {APPDATA: 'C:\\Users\\ada\\AppData\\Roaming'}),
    'C:\\Users\\ada\\AppData\\Roaming\\jupyter',
  );
  t.is(folder('win32', {}, 'C:\\Users\\ada'), 'C:\\Users\\ada\\.jupyter\\data');
  for (const platform of ['linux', 'darwin', 'win32'] as const)
    t.is(folder(platform, {JUPYTER_DATA_DIR: '/given'}), '/given');
});

test('JUPYTER_PATH comes first, the machine last, and nothing twice', t => {
  t.deepEqual(
    searchedFolders(
      {env: {JUPYTER_PATH: '/a:/b::/a'}, platform: 'linux', home: '/home/ada'},
      '/usr',
    ),
    [
      '/a',
      '/b',
      '/home/ada/.local/share/jupyter',
      '/usr/share/jupyter',
      '/usr/local/share/jupyter',
    ],
  );
  t.deepEqual(
    searchedFolders(
      {env: {JUPYTER_PATH: 'C:\\a;D:\\b', APPDATA: 'C:\\r'}, platform: 'win32', home: 'C:\\h'},
      'C:\\py',
    ),
    ['C:\\a', 'D:\\b', 'C:\\r\\jupyter', 'C:\\py\\share\\jupyter'],
  );
});

test("a spec is lrplab's by the program it starts, not by its name", t => {
  const spec = (argv: readonly string[], metadata = {}) => ({
    argv,
    metadata,
    display_name: 'lrplab',
    language: 'typescript',
  });
  const ours = 'C:\\npm\\node_modules\\lrplab\\dist\\kernel\\main.js';
  t.is(programOf(spec(['node.exe', ours, '{connection_file}'])), ours);
  t.is(
    programOf(spec(['node', '/clone/dist/kernel/main.js'], {lrplab: {}})),
    '/clone/dist/kernel/main.js',
  );
  t.is(programOf(spec(['node', '/clone/dist/kernel/main.js'])), null);
  t.is(programOf(spec(['lrplab'])), null);
  t.is(programOf(spec([])), null);
});

test('programs that are gone are told, names for the PATH are not', t => {
  const spec = {
    argv: ['node', '/gone/main.js', '{connection_file}'],
    display_name: '',
    language: '',
  };
  t.deepEqual(missingParts(spec), ['/gone/main.js']);
  t.deepEqual(missingParts({...spec, argv: [process.execPath]}), []);
});

test("the caches of npm's, pnpm's, yarn's and bun's runners are known", t => {
  for (const folder of [
    '.npm/_npx/ab12',
    '.cache/pnpm/dlx/x',
    'tmp/dlx-77',
    'tmp/xfs-1',
    'bunx-0-lrplab',
  ])
    t.true(isCached(`/home/ada/${folder}/node_modules/lrplab/dist/kernel/main.js`), folder);
  t.false(isCached('/home/ada/npx/node_modules/lrplab/dist/kernel/main.js'));
});
