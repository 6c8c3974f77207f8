import type {LanguageSamples} from './language-samples.js';

/** Cells of the toy language. */
export const toySamples: LanguageSamples = {
  stdout: {code: 'print hello, world', text: 'hello, world\n'},
  stderr: {code: 'warn look out', text: 'look out\n'},
  nothing: 'late nothing',
  error: {code: 'fail it broke', name: /^ToyError$/, message: /^it broke$/},
  result: {code: 'result 3', text: /^3$/},
  richResult: {code: 'rich', mimes: ['text/plain', 'application/json', 'image/png']},
  display: {code: 'show me', mimes: ['text/plain', 'text/html']},
  update: 'place bar half\nplace bar full',
  completion: {code: 'pri', match: 'print'},
  inspection: {code: 'print x', cursor: 0, text: /a command/},
  complete: ['print x'],
  incomplete: ['print x\\'],
  invalid: ['nonsense'],
  input: {code: 'ask name?', prompt: 'name?', answer: 'Ada', text: 'you said Ada\n'},
  endless: 'wait',
};
