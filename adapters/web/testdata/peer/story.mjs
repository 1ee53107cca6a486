// Plays a morning on the real program's two sides, `pacer try --web`: goes through
// every kind of page that links lead to, and looks at each; a learner asks for a
// person, the teacher's list shows it by itself, and each alert is finished with
// the presses counted; practice is given, a file published, a question changed
// and an answer accepted. Takes a JSON of { server } and prints what it saw.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { kind, linksOf, looks, open, read, wear } from './browser.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const { server } = await read()
const found = []
const kinds = new Map()
const finished = []
const played = []

async function lookAt(tab, address, look) {
  const page = `${kind(address)} (${look.name})`
  const tell = (what) => found.push({ page, look: look.name, what })
  await tab.evaluate(axe)
  const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  for (const v of violations) tell(`${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 200)).join(' | ')}`)
  const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (over > 0) tell(`${over} px wider than the window`)
  const odd = /\{\{|<no value>|%!|\b(web|door|page)\.[a-z]+\.[a-z.]+/.exec(await tab.evaluate(() => document.body.innerText))
  if (odd) tell(`“${odd[0]}” is shown`)
}

async function crawl(tab, from) {
  const queue = [...from]
  while (queue.length > 0) {
    const address = queue.shift()
    if (kinds.has(kind(address))) continue
    kinds.set(kind(address), address)
    for (const look of [looks[0], looks[2]]) {
      await wear(tab, look)
      const answer = await tab.goto(address, { waitUntil: 'load' })
      if (answer.status() === 200) await lookAt(tab, address, look)
      // What a form was for may be over by now: the class is alive.
      else if (!/\/form/.test(address)) found.push({ page: address, look: look.name, what: `status ${answer.status()}` })
    }
    queue.push(...await linksOf(tab, server))
  }
}

// card is the alert of somebody, or the first there is.
const card = async (tab, who) => {
  for (const c of await tab.$$('#needs section[aria-labelledby="open"] article')) {
    if (!who || (await c.$eval('h3', (h) => h.innerText)).startsWith(who)) return c
  }
  return null
}

// press presses what is called so within an element, and waits for what comes.
async function press(tab, within, caption) {
  for (const b of await within.$$('a.press, button.press')) {
    if ((await b.evaluate((e) => e.innerText.trim())) === caption) {
      await Promise.all([tab.waitForNavigation({ waitUntil: 'load' }), b.click()])
      return true
    }
  }
  return false
}

const say = async (tab, words) => {
  await tab.type('#text', words)
  await tab.click('#say .press.main')
}
const shows = (tab, words) => tab.waitForFunction((w) => document.body.innerText.includes(w), { timeout: 20000, polling: 200 }, words)

// ask is the learner's way to a person, in the chat.
async function ask(tab, words) {
  const lines = () => tab.$$eval('#talk > li', (all) => all.length)
  const were = await lines()
  await say(tab, 'person')
  await tab.waitForFunction((n) => document.querySelectorAll('#talk > li').length >= n, { timeout: 20000, polling: 200 }, were + 2)
  await say(tab, words)
  await shows(tab, words)
}

const { browser, close } = await open()
try {
  const teacher = await browser.newPage()
  await wear(teacher, looks[0])
  await teacher.goto(server + '/', { waitUntil: 'load' })
  await crawl(teacher, [server + '/teacher/needs', server + '/learner/me', server + '/learner/chat'])

  await wear(teacher, looks[0])
  await teacher.goto(server + '/teacher/needs', { waitUntil: 'load' })
  const learner = await browser.newPage()
  await wear(learner, looks[2])
  await learner.goto(server + '/learner/chat', { waitUntil: 'load' })
  await ask(learner, 'I cannot see why a third is less than a half')
  await teacher.bringToFront() // where it has to come by itself
  await teacher.waitForFunction(() => [...document.querySelectorAll('#needs article h3')].some((h) => h.innerText.startsWith('Kim')), { timeout: 20000, polling: 200 })

  if (!(await press(teacher, await card(teacher, 'Kim'), 'Send a note'))) throw new Error('a note cannot be sent')
  await teacher.type('textarea', 'Let us cut a strip of paper at ten')
  await Promise.all([teacher.waitForNavigation({ waitUntil: 'load' }), teacher.click('form.sheet .press.main')])
  finished.push({ how: 'Send a note', presses: 2, open: !(await teacher.$('#answer')) })
  await learner.bringToFront()
  await shows(learner, 'Let us cut a strip of paper at ten')

  await teacher.bringToFront()
  for (const how of ['Done', 'Not useful …', 'Snooze 3 days', "I'll do it"]) {
    await teacher.goto(server + '/teacher/needs', { waitUntil: 'load' })
    if (!(await card(teacher))) {
      await learner.bringToFront()
      await ask(learner, `It is still not clear (${how})`)
      await teacher.bringToFront()
      await teacher.waitForFunction(() => document.querySelector('#needs section[aria-labelledby="open"] article'), { timeout: 20000, polling: 200 })
    }
    const one = await card(teacher)
    const id = await one.evaluate((e) => e.getAttribute('aria-labelledby'))
    let presses = 0
    if (!(await press(teacher, one, how))) throw new Error(`${how} cannot be pressed`)
    presses++
    for (let more = how === 'Not useful …' ? await teacher.$('#answer .press') : null; more && presses < 9; presses++, more = await teacher.$('#answer .press')) {
      await Promise.all([teacher.waitForNavigation({ waitUntil: 'load' }), more.click()])
    }
    await teacher.goto(server + '/teacher/needs', { waitUntil: 'load' })
    const standing = await teacher.$eval(`#needs section[aria-labelledby="open"] article[aria-labelledby="${id}"] .muted`, (e) => e.innerText).catch(() => '')
    finished.push({ how, presses, open: /· open/.test(standing) })
  }

  // What a teacher does besides, each seen by the learner where it concerns them.
  const at = (await teacher.$eval('a[href$="/map"]', (a) => a.href)).replace(/map$/, '')
  const follow = async (words) => {
    const link = await teacher.evaluateHandle((w) => [...document.querySelectorAll('main a')].find((a) => a.innerText.trim().startsWith(w)), words)
    if (!link.asElement()) throw new Error(`nothing on ${teacher.url()} leads to “${words}”`)
    await Promise.all([teacher.waitForNavigation({ waitUntil: 'load' }), link.click()])
  }
  const send = async (selector) => Promise.all([teacher.waitForNavigation({ waitUntil: 'load' }), teacher.click(selector)])

  await teacher.goto(at + 'map', { waitUntil: 'load' })
  await follow('Kim')
  await follow('Give practice')
  await teacher.type('textarea', 'Draw it first')
  await send('form.sheet .press.main')
  await learner.bringToFront()
  await shows(learner, '“Draw it first”')
  played.push('assign')

  await teacher.bringToFront()
  await teacher.goto(at + 'material', { waitUntil: 'load' })
  await (await teacher.$('input[type="file"]')).uploadFile(join(import.meta.dirname, 'rivers.csv'))
  await send('form.sheet .press.main')
  await shows(teacher, 'Which river runs through Cairo?')
  await send('button[value*=":publish @"]')
  await shows(teacher, 'Published for Year 6')
  played.push('publish')

  await follow('Rivers')
  await follow('Which river runs through Cairo?')
  await follow('Change this question')
  await teacher.type('[name="f.explanation"]', ' It floods in summer.')
  await send('form.sheet .press.main')
  await shows(teacher, 'It floods in summer.')
  played.push('edit')

  await learner.bringToFront()
  await learner.goto(server + '/learner/chat', { waitUntil: 'load' })
  const isWrong = () => learner.evaluate(() => document.body.innerText.includes('Not yet'))
  for (const words of ['practice', ...Array(5).fill(['b', '7/9', '7; 9', 'zebra']).flat()]) {
    const lines = await learner.$$eval('#talk > li', (all) => all.length)
    await say(learner, words)
    await learner.waitForFunction((n) => document.querySelectorAll('#talk > li').length > n, { timeout: 20000, polling: 200 }, lines + 1)
    if (await isWrong()) break
  }
  await shows(learner, 'Not yet')
  await say(learner, 'I think I was right')
  await shows(learner, 'who decides')
  await teacher.bringToFront()
  await teacher.goto(server + '/teacher/graded', { waitUntil: 'load' })
  await press(teacher, await teacher.$('main'), 'It was right')
  await learner.bringToFront()
  await shows(learner, 'agrees: it was right')
  played.push('appeal')
} finally {
  await close()
}
console.log(JSON.stringify({ kinds: [...kinds.keys()], finished, played, found }))
