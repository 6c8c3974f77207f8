/**
 * What runs in a notebook. Figures are queued by `window.__lrpQ.push([id, packed])`, in any order and before or
 * after this; each is drawn over its picture, in every element that carries `data-lrp="id"`. An element may come
 * later than its script (windowed notebooks): it is looked for on 120 frames, and whenever the page
 * changes. Elements that leave the page are purged and drawn anew should they come back. Where
 * anything fails, pictures stay.
 */
const drawing = `
const w = window;
const gunzip = async text => {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
};
if (!w.__lrpDrain) {
  const live = new Map();
  const figures = new WeakMap();
  let waiting = [];
  const rowsOf = ({dtype, bdata, shape}) => {
    const {buffer} = Uint8Array.from(atob(bdata), letter => letter.charCodeAt(0));
    const all = dtype === 'i1' ? new Int8Array(buffer) : new Float32Array(buffer);
    const [height, width] = shape.split(',').map(Number);
    return Array.from({length: height}, (_, y) => all.subarray(y * width, (y + 1) * width));
  };
  // Maps travel as small whole numbers; here they become relevance again, with shares for the hover box.
  const restore = (z, {step, total, limit, full}) => {
    const rows = rowsOf(z);
    const times = factor => rows.map(row => Float32Array.from(row, q => q * factor));
    const ticks = [-1, -0.5, 0, 0.5, 1].map(part => part * limit);
    const known = {z: times(step), zmin: -limit, zmax: limit, 'colorbar.tickvals': ticks};
    return {...known, hovertemplate: full, ...(total ? {text: times(step / total)} : {})};
  };
  const unpack = figure => {
    for (const trace of figure.data) {
      if (!trace.meta?.limit) continue;
      const {'colorbar.tickvals': ticks, ...known} = restore(trace.z, trace.meta);
      Object.assign(trace, known);
      trace.colorbar.tickvals = ticks;
    }
    for (const {args} of (figure.layout.sliders ?? []).flatMap(slider => slider.steps)) {
      const [update] = args;
      update.z.forEach((z, i) => {
        for (const [key, value] of Object.entries(restore(z, update.meta[i]))) {
          update[key] ??= update.z.map(() => null);
          update[key][i] = value;
        }
      });
    }
    return figure;
  };
  const draw = async (node, packed) => {
    figures.set(node, packed);
    if (live.has(node) || (node.clientWidth > 0 && node.clientWidth < 400)) return;
    const box = document.createElement('div');
    live.set(node, box);
    node.append(box);
    try {
      const figure = unpack(JSON.parse(await gunzip(packed)));
      await w.__lrpPlotly.newPlot(box, figure.data, figure.layout, figure.config);
      const picture = node.querySelector('img');
      if (picture) picture.style.display = 'none';
      new ResizeObserver(() => {
        if (live.has(node) && box.clientWidth > 0) w.__lrpPlotly.Plots.resize(box);
      }).observe(node);
    } catch (error) {
      console.error(error);
      box.remove();
    }
  };
  const leave = (node, box) => {
    live.delete(node);
    w.__lrpPlotly.purge(box);
    box.remove();
    const picture = node.querySelector('img');
    if (picture) picture.style.display = '';
  };
  const visit = frames => {
    if (!w.__lrpPlotly) return;
    waiting = waiting.concat(w.__lrpQ.splice(0)).slice(-100);
    waiting = waiting.filter(([id, packed]) => {
      const nodes = [...document.querySelectorAll('[data-lrp="' + id + '"]')];
      const free = nodes.filter(node => !figures.has(node));
      for (const node of free) draw(node, packed);
      return free.length === 0;
    });
    if (waiting.length > 0 && frames < 120) requestAnimationFrame(() => visit(frames + 1));
  };
  let planned = false;
  const sweep = () => {
    planned = false;
    for (const [node, box] of live) if (!node.isConnected) leave(node, box);
    for (const node of document.querySelectorAll('[data-lrp]'))
      if (figures.has(node) && !live.has(node)) draw(node, figures.get(node));
    visit(120);
  };
  new MutationObserver(() => {
    if (!planned) setTimeout(sweep, 500);
    planned = true;
  }).observe(document.documentElement, {childList: true, subtree: true});
  w.__lrpDrain = () => visit(0);
}
w.__lrpQ ??= [];
if (!w.__lrpPlotly && !w.__lrpLoading) {
  w.__lrpLoading = true;
  const before = w.Plotly;
  load(gunzip).then(() => {
    w.__lrpPlotly = w.Plotly;
    // Another library's figures may need the Plotly that was there.
    if (before) w.Plotly = before;
    w.__lrpDrain();
  }).catch(error => {
    console.error(error);
    w.__lrpLoading = false;
  });
} else w.__lrpDrain();
`;

/** `load` fetches or unpacks Plotly and sets `window.Plotly`. */
function loader(load: string): string {
  const lines = drawing.replaceAll(/^\s+/gm, '').replaceAll(/^\/\/.*\n/gm, '');
  return `<script>(load => {${lines}\n})(${load});</script>`;
}

/**
 * Carries Plotly as base64 of gzip. `module`, `exports` and `define` are shadowed, since pages with a module
 * loader (RequireJS) would otherwise swallow it.
 */
export function inlineLoader(packed: string): string {
  return loader(
    `async gunzip => {
const script = document.createElement('script');
script.textContent = '(function(module,exports,define){' + (await gunzip("${packed}")) + '\\n})();';
document.head.append(script);
script.remove();
}`,
  );
}

/** Fetches Plotly from a network; what does not match the checksum is not run. */
export function cdnLoader(url: string, integrity: string): string {
  return loader(
    `() => new Promise((resolve, reject) => {
const script = document.createElement('script');
Object.assign(script, {src: ${JSON.stringify(url)}, integrity: ${JSON.stringify(integrity)}, crossOrigin: 'anonymous', onload: resolve, onerror: reject});
document.head.append(script);
})`,
  );
}

/** Queues one figure; `packed` is base64 of gzip, so that nothing in it can close the script. */
export function figureScript(id: string, packed: string): string {
  return `<script>(window.__lrpQ??=[]).push(["${id}","${packed}"]);window.__lrpDrain?.()</script>`;
}
