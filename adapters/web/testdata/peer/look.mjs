// Looks at every page in every look with axe-core, and for what axe does not see:
// a page wider than its window (also from right to left), a complaint of the
// browser's, a word that is a key. Takes a JSON of { enter, pages } and prints a
// JSON of what it visited and found.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { enter, looks, open, read, wear } from './browser.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const { links, pages } = await read()
const found = []
let visited = 0

const { browser, close } = await open()
try {
  for (const [who, link] of Object.entries(links)) {
    const context = await browser.createBrowserContext()
    const tab = await context.newPage()
    tab.on('console', (m) => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) found.push({ page: tab.url(), what: m.text() }) })
    tab.on('pageerror', (e) => found.push({ page: tab.url(), what: String(e) }))
    if (link) await enter(tab, link)
    for (const look of looks) {
      await wear(tab, look)
      for (const page of pages[who]) {
        const tell = (what) => found.push({ page, look: look.name, what })
        const answer = await tab.goto(page, { waitUntil: 'load' })
        if (answer.status() >= 500 || link && answer.status() !== 200) tell(`status ${answer.status()}`)
        visited++
        // The policy of our pages lets no script in; a driver's is evaluated beside it.
        await tab.evaluate(axe)
        for (const opened of [false, true]) {
          if (opened && !(await tab.evaluate(() => [...document.querySelectorAll('details')].map((d) => { d.open = true }).length))) break
          const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }))
          for (const v of violations) tell(`${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join(' | ')}`)
        }
        for (const dir of ['ltr', 'rtl']) {
          const wide = await tab.evaluate((dir) => {
            document.documentElement.dir = dir
            const over = document.documentElement.scrollWidth - document.documentElement.clientWidth
            return over > 0 && `${over} px wider than the window (${dir}): ` + [...document.querySelectorAll('main *, header *')].filter((e) => {
              const r = e.getBoundingClientRect()
              return (r.right > innerWidth + 1 || r.left < -1) && !e.closest('.table, .strip, .clipped, pre, s')
            }).slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(' | ')
          }, dir)
          if (wide) tell(wide)
        }
        const key = /\b(web|door|page)\.[a-z]+(\.[a-z]+)+/.exec(await tab.evaluate(() => document.body.innerText))
        if (key) tell(`a key is shown: ${key[0]}`)
      }
    }
    await context.close()
  }
} finally {
  await close()
}
console.log(JSON.stringify({ visited, found }))
