// Walks through every page and every task with the keyboard alone. Takes a JSON
// of { server, links, pages, tasks } and prints a JSON of what it did and found.
//
// A page is walked from its top with Tab: every thing that can be used is met
// once, in the order of the page, where it can be seen, with a mark around it.
// A task is a start and some steps; see steps below.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { enter, looks, open, read, wear } from './browser.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const { server, links, pages, tasks } = await read()
const found = []
let walked = 0
let done = 0

// usable numbers all that can be used on a page, in its order: of radio buttons
// that belong together the one that Tab comes to.
const usable = () => {
  const all = [...document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]')].filter((e) => {
    if (e.disabled || !e.checkVisibility({ visibilityProperty: true })) return false
    if (e.type !== 'radio') return true
    const group = [...document.getElementsByName(e.name)].filter((o) => o.form === e.form)
    return e.checked || (!group.some((o) => o.checked) && group[0] === e)
  })
  all.forEach((e, i) => { e.dataset.walk = i })
  return all.length
}

// here tells of what has the focus.
const here = () => {
  const e = document.activeElement
  if (!e || e === document.body) return null
  const s = getComputedStyle(e)
  const r = e.getBoundingClientRect()
  const words = (e.getAttribute('aria-label') ?? (e.labels?.[0]?.innerText || e.innerText || e.value || '')).replace(/\s+/g, ' ').trim()
  return {
    walk: e.dataset.walk === undefined ? -1 : Number(e.dataset.walk), words, tag: e.tagName, id: e.id,
    marked: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
    seen: r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth,
  }
}

async function walkPage(tab, page, tell) {
  await tab.goto(page, { waitUntil: 'load' })
  const count = await tab.evaluate(usable)
  let before = -1
  for (let met = 0; met < count; met++) {
    await tab.keyboard.press('Tab')
    const at = await tab.evaluate(here)
    if (!at) return tell(`the focus is lost after ${met} of ${count}`)
    if (at.walk !== before + 1) return tell(`Tab comes to ${at.tag} “${at.words}” (${at.walk}) after ${before}`)
    if (!at.marked) tell(`no mark around ${at.tag} “${at.words}”`)
    if (!at.seen) tell(`${at.tag} “${at.words}” has the focus and is not seen`)
    before = at.walk
  }
  if (count < 3) tell(`only ${count} things can be used`)
}

// A step is one of: { tab: words } presses Tab until what has the focus says so;
// { back: words } the same with Shift; { key: name }; { type: words };
// { file: name } chooses a file where the focus is; { see: words } is on the page;
// { focus: id } has the focus; { go: true } waits for the page that comes.
const steps = {
  async tab(tab, words) { await until(tab, words, 'Tab') },
  async back(tab, words) { await until(tab, words, 'Tab', 'Shift') },
  async key(tab, key, step) {
    if (!step.go) return tab.keyboard.press(key)
    await Promise.all([tab.waitForNavigation({ waitUntil: 'load', timeout: 10000 }), tab.keyboard.press(key)])
  },
  async type(tab, words) { await tab.keyboard.type(words) },
  async file(tab, name) {
    const input = await tab.evaluateHandle(() => document.activeElement)
    await input.uploadFile(join(import.meta.dirname, name))
  },
  async see(tab, words) {
    await tab.waitForFunction((words) => document.body.innerText.includes(words), { timeout: 5000 }, words).catch(() => { throw new Error(`“${words}” is not on the page`) })
  },
  async focus(tab, id) {
    const at = await tab.evaluate(here)
    if (!at || at.id !== id) throw new Error(`the focus is on ${at ? `${at.tag} “${at.words.slice(0, 60)}”` : 'nothing'}, not on ${id}`)
  },
  async change(tab, address) {
    const answer = await fetch(server + address, { method: 'POST' })
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
  },
}

async function until(tab, words, ...keys) {
  const [key, shift] = keys
  if (shift) await tab.keyboard.down(shift)
  try {
    for (let n = 0; n < 250; n++) {
      await tab.keyboard.press(key)
      const at = await tab.evaluate(here)
      if (!at) continue // between the page's end and its beginning
      if (at.words.includes(words)) return
    }
  } finally {
    if (shift) await tab.keyboard.up(shift)
  }
  throw new Error(`${key} does not come to “${words}”`)
}

async function doTask(tab, task, tell) {
  await tab.goto(server + task.from, { waitUntil: 'load' })
  for (const step of task.steps) {
    const name = Object.keys(step).find((k) => k in steps)
    try {
      await steps[name](tab, step[name], step)
    } catch (e) {
      return tell(`${JSON.stringify(step)}: ${e.message}`)
    }
  }
  done++
  if (task.plain) return // the checker is a script
  await tab.evaluate(axe)
  const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  for (const v of violations) tell(`${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 200)).join(' | ')}`)
}

const { browser, close } = await open()
try {
  for (const [who, link] of Object.entries(links)) {
    const context = await browser.createBrowserContext()
    const tab = await context.newPage()
    tab.on('pageerror', (e) => found.push({ page: tab.url(), what: String(e) }))
    if (link) await enter(tab, link)
    for (const look of [looks[0], looks[2]]) {
      await wear(tab, look)
      for (const page of pages[who]) {
        await walkPage(tab, page, (what) => found.push({ page, look: look.name, what }))
        walked++
      }
    }
    for (const task of (tasks ?? []).filter((t) => t.who === who)) {
      await wear(tab, looks[task.phone ? 2 : 0])
      await tab.setJavaScriptEnabled(!task.plain)
      await doTask(tab, task, (what) => found.push({ page: task.name, look: task.plain ? 'without script' : '', what }))
      await tab.setJavaScriptEnabled(true)
    }
    await context.close()
  }
} finally {
  await close()
}
console.log(JSON.stringify({ walked, done, found }))
