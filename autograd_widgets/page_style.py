"""How a notebook looks as a page, on a screen, a phone and on paper."""

STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --faint: #59636e; --page: #ffffff; --code: #f6f8fa; --line: #d1d9e0;
  --link: #0969da; --word: #cf222e; --text: #0a3069; --number: #0550ae; --named: #6639ba; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --faint: #9198a1; --page: #0d1117; --code: #161b22; --line: #3d444d; --link: #4493f8;
    --word: #ff7b72; --text: #a5d6ff; --number: #79c0ff; --named: #d2a8ff; }
}
body { margin: 0 auto; padding: 0 16px 48px; max-width: 1100px; background: var(--page); color: var(--ink);
  font: 16px/1.6 system-ui, sans-serif; }
main :is(p, ul, ol, h1, h2, h3, blockquote) { max-width: 46em; }
a { color: var(--link); }
h1, h2, h3 { line-height: 1.25; margin: 1.6em 0 0.6em; }
.anchor-link { display: none; }
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 12px 0; border-bottom: 1px solid var(--line); }
main ~ nav { border-bottom: 0; border-top: 1px solid var(--line); margin-top: 32px; }
nav [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 14px; }
:not(pre) > code { background: var(--code); padding: 0.1em 0.3em; border-radius: 4px; }
.highlight pre, .output_area pre { margin: 0; padding: 10px 12px; overflow-x: auto; line-height: 1.45; }
.highlight { background: var(--code); border: 1px solid var(--line); border-radius: 6px; margin: 12px 0; }
/* code, by what Pygments calls its parts */
.highlight :is(.k, .kc, .kd, .kn, .kr, .ow) { color: var(--word); }
.highlight :is(.s, .s1, .s2, .sa, .sb, .sd, .se, .si) { color: var(--text); }
.highlight :is(.m, .mf, .mi, .mh, .kc) { color: var(--number); }
.highlight :is(.nf, .nc, .nd, .fm) { color: var(--named); }
.highlight :is(.c, .c1, .cm) { color: var(--faint); font-style: italic; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid var(--line); padding: 4px 10px; text-align: left; }
math[display="block"] { margin: 1em 0; overflow-x: auto; }
details { margin: 12px 0; }
summary { cursor: pointer; }
:is(img, svg):not(.ag-host *) { max-width: 100%; height: auto; }
.ag-host { margin: 16px 0 0; }
@media (max-width: 600px) { pre { font-size: 12.5px; } }
@page { margin: 14mm; }
@media print {
  body { max-width: none; padding: 0; }
  nav { display: none; }
  h1, h2, h3 { break-after: avoid; }
  .highlight pre, .output_area pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .highlight, img, table, blockquote { break-inside: avoid; }
}
"""
