/**
 * What in a page would reach out of it or run from elsewhere; nothing does where the list is empty. The page must
 * forbid it itself, too, by its content security policy.
 */
export function offlineFaults(html: string): readonly string[] {
  // The packed library and the figures are data until the page's own script unpacks them.
  const markup = html.replace(
    /<script[^>]*type="application\/(gzip|json)"[^>]*>[^<]*<\/script>/g,
    '',
  );
  const faults = [
    ...markup.matchAll(
      /\b(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:|\/\/)[^"'\s>]*/gi,
    ),
    ...markup.matchAll(/url\(\s*["']?\s*(?:https?:|\/\/)[^)]*\)/gi),
    ...markup.matchAll(/@import[^;]*/gi),
    ...markup.matchAll(/<(?:link|iframe|object|embed|base)\b[^>]*>/gi),
    ...markup.matchAll(/<script[^>]*\ssrc\b[^>]*>/gi),
  ].map(([text]) => text);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  return policy.includes("default-src 'none'") && !/https?:/.test(policy)
    ? faults
    : [...faults, `policy: ${policy}`];
}
