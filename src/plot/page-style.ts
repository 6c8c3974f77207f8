/** How a report looks: dark on light, readable on a phone, a screen and paper. */
export const pageStyle = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem; max-width: 84rem;
  font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  color: #1b1b1b; background: #fff; overflow-wrap: anywhere;
}
h1, h2, h3 { line-height: 1.25; margin: 2.2em 0 0.6em; text-wrap: balance; }
h1 { font-size: 1.9rem; margin-top: 0.5rem; }
h2 { font-size: 1.4rem; padding-top: 0.8em; border-top: 1px solid #d8d8d8; }
h3 { font-size: 1.12rem; }
p, ul { max-width: 46rem; }
nav ul { padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; list-style: none; }
a { color: #0a4b7e; }
figure { margin: 1.5rem 0 2rem; }
figure img { max-width: 100%; height: auto; display: block; }
figure.live img { display: none; }
.plot { width: 100%; overflow-x: auto; }
figcaption, caption { color: #444; font-size: 0.92rem; text-align: left; padding: 0.4rem 0; }
figcaption { max-width: 46rem; }
.table { overflow-x: auto; margin: 1.2rem 0 2rem; }
table { border-collapse: collapse; font-size: 0.85rem; }
th, td { padding: 0.3rem 0.6rem; text-align: left; border-bottom: 1px solid #e4e4e4; vertical-align: top; white-space: nowrap; }
thead th { border-bottom: 2px solid #777; white-space: nowrap; }
th.number { text-align: right; }
td.number {
  text-align: right; white-space: pre; font-size: 0.8rem;
  font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
tr.failed td { background: #fff3c4; border-bottom-color: #8a6d00; }
tr.failed td.verdict { font-weight: 600; }
td.verdict { min-width: 12rem; white-space: normal; }
pre {
  background: #f5f5f5; border: 1px solid #e0e0e0; padding: 0.8rem 1rem; overflow-x: auto;
  font: 0.85rem/1.45 ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
footer { margin-top: 3rem; color: #555; font-size: 0.85rem; }
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  h2, h3, caption { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  figure.live img { display: block; }
  figure img { max-height: 240mm; width: auto; }
  .plot { display: none; }
  .table { overflow: visible; }
  table { font-size: 7.5pt; }
  td.number { font-size: 7.5pt; }
  th, td { padding: 0.15rem 0.35rem; white-space: normal; }
  td.number { white-space: pre; }
  td.verdict { min-width: 0; }
  pre { white-space: pre-wrap; font-size: 8pt; }
}
`;
