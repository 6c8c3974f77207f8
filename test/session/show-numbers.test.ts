import {inspect} from 'node:util';
import test from 'ava';
import {PlotError} from '../../src/plot/plot-error.js';
import {jupyterDisplay} from '../../src/plot/mime-bundle.js';
import {showBars, showTable} from '../../src/session/show-numbers.js';

test('bars show themselves as figure, picture and text, and are the numbers they were', async t => {
  const bars = showBars('shares <of> a neuron', {'x₁': 0.48, '</script>': -0.12});
  t.deepEqual({...bars}, {'x₁': 0.48, '</script>': -0.12});
  const data = await bars[jupyterDisplay]();
  t.truthy(data['application/vnd.plotly.v1+json']);
  t.truthy(data['image/png']);
  t.is(data['text/plain'], 'shares <of> a neuron\nx₁: 0.48\n</script>: -0.12');
  t.regex(inspect(bars), /x₁: 0\.48/);
  const figure = JSON.stringify(data['application/vnd.plotly.v1+json']);
  t.false(figure.includes('</script>'));
});

test('bars that cannot be drawn are refused when they are made', t => {
  t.throws(() => showBars('none', {}), {instanceOf: PlotError, code: 'plot/empty'});
  t.throws(() => showBars('bad', {a: Number.NaN}), {code: 'plot/not-finite'});
});

test('a table shows texts, numbers and lists of numbers, escaped', async t => {
  const table = showTable(
    'rules',
    ['rule', 'R', 'sum', 'fine'],
    [
      ['z<b>', [0.48, Float32Array.of(0.1)[0]!], 1 / 3, true],
      ['w²', Float32Array.of(1, 2), -2, null],
    ],
  );
  const data = await table[jupyterDisplay]();
  t.regex(String(data['text/html']), /z&lt;b&gt;/);
  t.regex(String(data['text/plain']), /z<b>\s+0\.48, 0\.1\s+0\.3333\s+true/);
  t.regex(String(data['text/plain']), /w²\s+1, 2\s+-2/);
});
