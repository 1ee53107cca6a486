// Chromium as the tests and the pictures of the pages use it: one browser, and
// the three looks that every page has to bear.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer from 'puppeteer-core'

export const looks = [
  { name: 'light', width: 1280, height: 900, scheme: 'light' },
  { name: 'dark', width: 1280, height: 900, scheme: 'dark' },
  { name: 'phone', width: 390, height: 844, scheme: 'light', isMobile: true, hasTouch: true },
  { name: 'narrow', width: 360, height: 740, scheme: 'dark', isMobile: true, hasTouch: true },
]

// open starts Chromium. close ends it and removes what it kept.
export async function open() {
  const profile = mkdtempSync(join(tmpdir(), 'pages-'))
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    userDataDir: profile,
    protocolTimeout: 60000,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars'],
  })
  return {
    browser,
    async close() {
      await browser.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

// wear makes a tab show pages in one of the looks.
export async function wear(tab, look) {
  await tab.setViewport({ width: look.width, height: look.height, isMobile: !!look.isMobile, hasTouch: !!look.hasTouch, deviceScaleFactor: look.isMobile ? 2 : 1 })
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: look.scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }])
}

// read reads what the test asks for, from standard input.
export async function read() {
  let text = ''
  for await (const chunk of process.stdin) text += chunk
  return JSON.parse(text)
}

// enter opens a one-time link as a person does, and presses its button.
export async function enter(tab, link) {
  await tab.goto(link, { waitUntil: 'load' })
  await Promise.all([tab.waitForNavigation({ waitUntil: 'load' }), tab.click('main form button')])
}

// kind is a page's address without what differs from one of its kind to the next.
export const kind = (address) => new URL(address).pathname.replace(/01[0-9A-Z]{24}/g, 'ID').replace(/\/(skill|item|course)\/.*/, '/$1')

// linksOf are the addresses of the server's own pages that a page leads to.
export async function linksOf(tab, server) {
  const links = await tab.$$eval('a[href]:not([download])', (all) => all.map((a) => a.href.split('#')[0]))
  return links.filter((l) => l.startsWith(server) && !l.includes('/static/'))
}
