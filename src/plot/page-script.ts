/**
 * What runs in a report: unpacks Plotly once, then draws every figure in place of its picture. Where
 * anything is missing or fails, and where the window is narrower than the figure, pictures stay. `module`, `exports` and `define` are shadowed,
 * since pages with a module loader (RequireJS) would otherwise swallow Plotly.
 */
export const pageScript = `
(async () => {
  const packed = document.getElementById('plotly');
  if (!packed || innerWidth < 480 || typeof DecompressionStream === 'undefined') return;
  const bytes = Uint8Array.from(atob(packed.textContent.trim()), letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const script = document.createElement('script');
  script.textContent =
    '(function(module,exports,define){' + (await new Response(stream).text()) + '\\n})();';
  document.head.append(script);
  packed.remove();
  if (!window.Plotly) return;
  for (const node of document.querySelectorAll('figure .plot')) {
    try {
      const figure = JSON.parse(node.nextElementSibling.textContent);
      if (node.clientWidth < (figure.layout.width ?? 600)) continue;
      await window.Plotly.newPlot(node, figure.data, figure.layout, figure.config);
      node.parentElement.classList.add('live');
    } catch (error) {
      console.error(error);
      node.replaceChildren();
    }
  }
})();
`;
