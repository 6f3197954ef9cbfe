import { Html, html } from './html.js';

/** What every page begins with: nothing but it says what may be loaded, which is nothing from elsewhere. */
export function drawDocumentHead({ title, policy, style }: { title: string; policy: string; style: string }): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="farface">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>`;
}
