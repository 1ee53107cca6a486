// Takes pictures of every kind of page of `pacer try --web` into ../shots, by day
// and by night and on a phone: to be looked at by people. Needs Chromium and Go.
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { kind, linksOf, looks, open, wear } from './browser.mjs'

const here = import.meta.dirname
const shots = join(here, '..', 'shots')
mkdirSync(shots, { recursive: true })

const program = spawn(process.env.GO ?? 'go', ['run', './cmd/pacer', 'try', '--web', '--listen', '127.0.0.1:0'], { cwd: join(here, '..', '..', '..', '..'), stdio: ['ignore', 'pipe', 'inherit'], detached: true })
const server = await new Promise((resolve, reject) => {
  let said = ''
  program.stdout.on('data', (part) => {
    said += part
    const at = /Open (http:\/\/[0-9.:]+)\//.exec(said)
    if (at) resolve(at[1])
  })
  program.on('exit', () => reject(new Error(`pacer ended, having said: ${said}`)))
})

const { browser, close } = await open()
try {
  const tab = await browser.newPage()
  await tab.goto(server + '/', { waitUntil: 'load' })
  const seen = new Set()
  const queue = [server + '/teacher/needs', server + '/learner/me', server + '/learner/chat']
  while (queue.length > 0) {
    const address = queue.shift()
    if (seen.has(kind(address))) continue
    seen.add(kind(address))
    const name = kind(address).replace(/^\//, '').replaceAll('/', '-')
    for (const look of looks) {
      await wear(tab, look)
      const answer = await tab.goto(address, { waitUntil: 'load' })
      if (answer.status() !== 200) continue // what it was about is over: the class is alive
      await tab.screenshot({ path: join(shots, `${name}-${look.name}.png`), fullPage: true })
    }
    console.log(name)
    queue.push(...await linksOf(tab, server))
  }
} finally {
  await close()
  process.kill(-program.pid, 'SIGINT')
}
console.log(`pictures in ${shots}`)
