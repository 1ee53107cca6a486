// Draws golden messages as Slack shows them, in light and in dark, into ../shots:
// to be looked at by people. The twelve that people see most, or those that are
// named. Needs Chromium.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createElement as h } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { Message } from 'slack-blocks-to-jsx'

const here = import.meta.dirname
const golden = join(here, '..', 'golden')
const shots = join(here, '..', 'shots')
const css = readFileSync(join(here, 'node_modules', 'slack-blocks-to-jsx', 'dist', 'style.css'), 'utf8')
const names = readdirSync(golden).filter((n) => n.endsWith('.json')).map((n) => n.slice(0, -5))

// A picture stands for every file, so that its room can be seen.
const picture = 'data:image/svg+xml,' + encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="120"><rect width="360" height="120" rx="8" fill="#8ab4c9"/>
   <text x="180" y="66" text-anchor="middle" font-family="sans-serif" font-size="18" fill="#123">picture</text></svg>`)
const withPicture = (block) => block.slack_file ? { ...block, slack_file: undefined, image_url: picture } : block

// Slack formats text that is verbatim too, and only leaves plain words alone:
// https://docs.slack.dev/reference/block-kit/composition-objects/text-object.
// It decodes what is escaped in plain text as well, and never takes what was
// escaped, or the stars of code, for a sign. The library does none of that.
const asSlackReads = (key, value) => key === 'verbatim' ? undefined
  : value?.type === 'plain_text' ? { ...value, text: plain(value) }
    : value?.type === 'mrkdwn' ? { ...value, text: unread(value.text) } : value
const unread = (text) => text.replaceAll('&gt;', '>').replaceAll('&lt;', '&lt;\u2060')
  .replace(/```[^]*?```/g, (code) => code.replaceAll('*', '\u2217'))

const message = (blocks) => h(Message, { blocks: blocks.map(withPicture), name: 'Pacer', logo: picture, time: new Date('2026-11-02T16:00:00'), unstyled: false })
const plain = (text) => (text ? text.text : '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

function body(sent) {
  if (Array.isArray(sent)) return sent.map((m, i) => h('div', { key: i }, message(m.blocks)))
  if (sent.type === 'home') return message(sent.blocks)
  return h('div', { className: 'modal' },
    h('h2', null, plain(sent.title)), message(sent.blocks),
    h('p', { className: 'foot' }, sent.close && h('button', null, plain(sent.close)), h('button', { className: 'go' }, plain(sent.submit))))
}

const page = (theme, content) => `<!doctype html><meta charset="utf-8"><style>${css}
  body { margin: 0; padding: 16px; width: 448px; font-family: "Noto Sans", sans-serif;
         background: ${theme === 'dark' ? '#1a1d21' : '#fff'}; color: ${theme === 'dark' ? '#d1d2d3' : '#1d1c1d'} }
  * { overflow-wrap: anywhere !important }
  .modal { border: 1px solid #8888; border-radius: 8px; padding: 0 16px 8px }
  .foot { text-align: right } .foot button { margin-left: 8px; padding: 6px 12px; font: inherit }
  .foot .go { background: #007a5a; color: #fff; border: 0; border-radius: 4px }
</style><body data-theme="${theme}" class="${theme}">${content}`

// Chromium draws a window of a given height, so each page is drawn once to
// measure it and once to keep it.
const chromium = process.env.CHROMIUM ?? 'chromium'
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--hide-scrollbars',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--force-device-scale-factor=1.5']

function draw(file, to) {
  const profile = mkdtempSync(join(tmpdir(), 'shots-'))
  const run = (...more) => spawnSync(chromium, [...flags, `--user-data-dir=${profile}`, ...more, `file://${file}`], { encoding: 'utf8' })
  try {
    const measured = run('--window-size=480,400', '--dump-dom')
    if (measured.error) throw measured.error
    const height = Number(/data-height="(\d+)"/.exec(measured.stdout)?.[1] ?? 800)
    const drawn = run(`--window-size=480,${height}`, `--screenshot=${to}`)
    if (drawn.status !== 0) throw new Error(drawn.stderr)
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}

mkdirSync(shots, { recursive: true })
const wanted = process.argv.slice(2)
for (const name of names.filter((n) => wanted.length === 0 ? /^\d/.test(n) : wanted.includes(n))) {
  const sent = JSON.parse(readFileSync(join(golden, name + '.json'), 'utf8'), asSlackReads)
  for (const theme of ['light', 'dark']) {
    const file = join(shots, `${name}-${theme}.html`)
    const content = renderToStaticMarkup(body(sent))
    writeFileSync(file, page(theme, content) + '<script>document.body.dataset.height = Math.max(120, document.documentElement.scrollHeight)</script>')
    draw(file, join(shots, `${name}-${theme}.png`))
    rmSync(file)
  }
  console.log(`${name}: light and dark`)
}
console.log(`pictures in ${shots}`)
