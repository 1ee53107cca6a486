// Draws the golden messages as Discord shows them into ../shots, on a phone in
// the dark and on a desk by day: to be looked at by people. Needs Chromium.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const here = import.meta.dirname
const golden = join(here, '..', 'golden')
const shots = join(here, '..', 'shots')
const scratch = mkdtempSync(join(tmpdir(), 'shots-'))

// The components are modules; a page from a file takes one script.
const entry = join(here, 'node_modules', '@skyra', 'discord-components-core', 'dist', 'index.js')
const bundle = await rolldown({ input: entry, logLevel: 'silent' })
const script = join(scratch, 'components.js')
await bundle.write({ file: script, format: 'iife', name: 'components' })
await bundle.close()

const text = (s) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

// inline reads what stands within a line of Discord's Markdown.
function inline(s) {
  const rules = [
    [/^\\([^0-9A-Za-z\s])/, (m) => text(m[1])],
    [/^(`+)([^]*?[^`])\1(?!`)/, (m) => `<discord-code>${text(m[2])}</discord-code>`],
    [/^\[((?:\\.|[^\]\\])+)\]\(<([^>]+)>\)/, (m) => `<discord-link href="${text(m[2])}">${inline(m[1])}</discord-link>`],
    [/^<(https?:[^ >]+)>/, (m) => `<discord-link href="${text(m[1])}">${text(m[1])}</discord-link>`],
    [/^\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/, (m) => `<b>${inline(m[1])}</b>`],
    [/^\*(?=\S)((?:\*\*|\\[^]|[^*\\])+?)\*(?!\*)/, (m) => `<i>${inline(m[1])}</i>`],
    [/^[^]/u, (m) => text(m[0])],
  ]
  let html = ''
  while (s) {
    for (const [rule, show] of rules) {
      const m = rule.exec(s)
      if (!m) continue
      html += show(m)
      s = s.slice(m[0].length)
      break
    }
  }
  return html
}

// content reads a message's text, line by line and code by code.
function content(s) {
  return s.split(/(```[a-z0-9_+\-.#]*\n[^]*?\n?```)/).filter((piece) => piece.trim()).map((piece) => {
    const code = /^```([a-z0-9_+\-.#]*)\n([^]*?)\n?```$/.exec(piece)
    if (code) return `<pre>${text(code[2])}</pre>`
    return piece.replace(/^\n|\n$/g, '').split('\n').map((line) => {
      let m
      if ((m = /^ *-# (.*)/.exec(line))) return `<discord-subscript>${inline(m[1])}</discord-subscript>`
      if ((m = /^(#{1,3}) (.*)/.exec(line))) return `<discord-header level="${m[1].length}">${inline(m[2])}</discord-header>`
      if ((m = /^( *)[-*] (.*)/.exec(line))) return `<div class="item" style="margin-left:${m[1].length * 8}px">•&ensp;${inline(m[2])}</div>`
      if ((m = /^> (.*)/.exec(line))) return `<discord-quote>${inline(m[1])}</discord-quote>`
      return `<div class="line">${inline(line)}</div>`
    }).join('')
  }).join('')
}

const avatar = 'data:image/svg+xml,' + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="#2a7f62"/><text x="20" y="28" text-anchor="middle" font-family="sans-serif" font-size="22" fill="#fff">P</text></svg>')
const styles = { 1: 'primary', 2: 'secondary' }
const picture = 'data:image/svg+xml,' + encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="80"><rect width="320" height="80" rx="8" fill="#8ab4c9"/>
   <text x="160" y="46" text-anchor="middle" font-family="sans-serif" font-size="16" fill="#123">picture</text></svg>`)

function message({ body }) {
  const pictures = body.attachments.map((a) =>
    `<discord-image-attachment url="${picture}" width="320" height="80" alt="${text(a.description)}"></discord-image-attachment>`).join('')
  const rows = body.components.map((row) => '<discord-action-row>' + row.components.map((b) =>
    `<discord-button type="${styles[b.style]}">${text(b.label)}</discord-button>`).join('') + '</discord-action-row>').join('')
  return `<discord-message author="Pacer" avatar="${avatar}" bot timestamp="Today at 16:00" ${body.flags & 64 ? 'ephemeral' : ''}>${content(body.content)}
    ${pictures || rows ? `<discord-attachments slot="components">${pictures}${rows}</discord-attachments>` : ''}</discord-message>`
}

// A modal is drawn by hand: the library's knows no labels and menus.
function modal(m) {
  const field = (c) => {
    if (c.type === 10) return `<div class="told">${content(c.content)}</div>`
    const inner = c.type === 18 ? c.component : c.components[0]
    const label = c.type === 18 ? c.label : inner.label
    const shown = inner.type === 3
      ? inner.options.map((o) => `<div class="option ${o.default ? 'chosen' : ''}">${text(o.label)}</div>`).join('')
      : `<div class="input ${inner.style === 2 ? 'long' : ''}">${inner.value ? text(inner.value) : `<i>${text(inner.placeholder ?? '')}</i>`}</div>`
    return `<div class="field"><b>${text(label)}${inner.required ? ' <em>*</em>' : ''}</b>${c.description ? `<small>${text(c.description)}</small>` : ''}${shown}</div>`
  }
  return `<div class="modal"><h3>${text(m.title)}</h3>${m.components.map(field).join('')}<div class="foot">Cancel&emsp;<span>Submit</span></div></div>`
}

const page = ({ theme, width }, html) => `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; width: ${width}px; display: flow-root; font-family: "Noto Sans", sans-serif; background: ${theme === 'dark' ? '#313338' : '#fff'}; color: ${theme === 'dark' ? '#dbdee1' : '#2e3338'} }
  discord-messages { min-height: 0 !important; border: 0 !important; overflow: hidden !important }
  .line { min-height: 1.375rem } .item { text-indent: -1.1em; padding-left: 1.1em }
  pre { background: #8882; border-radius: 4px; padding: 8px; margin: 4px 0; font: 14px "Noto Sans Mono", monospace; white-space: pre-wrap }
  .modal { margin: 12px; padding: 16px; border-radius: 8px; background: #8881 }
  .field, .told { margin: 12px 0 } .field b, .field small { display: block; margin-bottom: 4px } .field em { color: #e33 }
  .input, .option { border: 1px solid #8886; border-radius: 6px; padding: 8px; min-height: 1.3em } .long { min-height: 5em } .option { margin-bottom: 2px } .chosen { background: #5865f255 }
  .foot { text-align: right } .foot span { background: #5865f2; color: #fff; padding: 8px 16px; border-radius: 6px }
</style><script src="${script}"></script><body>${html}
<script>addEventListener('load', async () => {
  for (let drawn = 0; drawn < 3; drawn++) { // a component's parts are components
    await Promise.all([...document.querySelectorAll('*')].map((e) => e.updateComplete))
  }
  await document.fonts.ready
  document.body.dataset.height = Math.max(280, Math.ceil(document.body.getBoundingClientRect().height) + 8)
})</script>`

const chromium = process.env.CHROMIUM ?? 'chromium'
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--hide-scrollbars',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--force-device-scale-factor=1.5',
  '--virtual-time-budget=10000', `--user-data-dir=${join(scratch, 'profile')}`]

// Chromium draws a window of a given height: once to measure the page, once to
// keep it. A window that is narrower than 500 or very low is not drawn whole.
function draw(look, html, to) {
  const file = join(scratch, 'page.html')
  writeFileSync(file, page(look, html))
  const run = (...more) => spawnSync(chromium, [...flags, ...more, `file://${file}`], { encoding: 'utf8' })
  const window = Math.max(500, look.width)
  const measured = run(`--window-size=${window},400`, '--dump-dom')
  if (measured.error) throw measured.error
  const height = Number(/data-height="(\d+)"/.exec(measured.stdout)?.[1])
  if (!height) throw new Error(`the page for ${to} was not drawn in time`)
  const drawn = run(`--window-size=${window},${height}`, `--screenshot=${to}`)
  if (drawn.status !== 0) throw new Error(drawn.stderr)
}

mkdirSync(shots, { recursive: true })
try {
  const wanted = process.argv.slice(2)
  const names = readdirSync(golden).filter((n) => n.endsWith('.json')).map((n) => n.slice(0, -5))
  for (const name of names.filter((n) => wanted.length === 0 || wanted.includes(n))) {
    const sent = JSON.parse(readFileSync(join(golden, name + '.json'), 'utf8'))
    for (const look of [{ theme: 'dark', width: 375 }, { theme: 'light', width: 720 }]) {
      const html = Array.isArray(sent)
        ? `<discord-messages ${look.theme === 'light' ? 'light-theme' : ''} no-background>${sent.map(message).join('')}</discord-messages>` : modal(sent)
      draw(look, html, join(shots, `${name}-${look.theme}.png`))
    }
    console.log(`${name}: a phone in the dark, a desk by day`)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
console.log(`pictures in ${shots}`)
