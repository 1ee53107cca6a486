// What makes pages a little nicer where there is script; without it everything
// works by loading pages. Nothing here is needed to read or to do something.
'use strict'

// --- live: when something has changed, what differs on the page is drawn anew ---

const body = document.body
let waits = null // a redraw that is to come

function listen(address) {
  const stream = new EventSource(address)
  stream.addEventListener('changed', () => {
    clearTimeout(waits)
    waits = setTimeout(redraw, 300)
  })
}

// busy tells whether redrawing now would take something out of somebody's hands.
const busy = (region) => region.querySelector('form:focus-within textarea, form:focus-within input:not([type="hidden"]), form:focus-within select') !== null

let stale = false // something changed while nobody looked

document.addEventListener('visibilitychange', () => {
  if (stale && !document.hidden) redraw()
})

async function redraw() {
  stale = document.hidden
  if (stale) return
  const answer = await fetch(location.href, { headers: { Accept: 'text/html', 'X-Redraw': '1' }, credentials: 'same-origin' }).catch(() => null)
  if (!answer || !answer.ok || answer.redirected) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const region of document.querySelectorAll('[data-live]')) {
    const now = fresh.getElementById(region.id)
    if (!now || busy(region) || sameWords(region, now)) continue
    tell(region, now)
    swap(region, now)
  }
}

// sameWords compares what two regions show, without what differs each time a
// page is drawn.
const sameWords = (a, b) => shown(a) === shown(b)
const shown = (region) => region.innerHTML.replace(/ name="(event|csrf)" value="[^"]*"/g, '').replace(/ open=""/g, '')

// swap puts a region in the place of an older one, and leaves open what was open
// and the focus where it was.
function swap(region, now) {
  const open = [...region.querySelectorAll('details')].map((d) => d.open)
  const path = region.contains(document.activeElement) ? pathTo(region, document.activeElement) : null
  region.replaceChildren(...now.childNodes)
  for (const [name, value] of Object.entries(now.dataset)) region.dataset[name] = value
  ;[...region.querySelectorAll('details')].forEach((d, i) => { if (open[i]) d.open = true })
  if (path) (find(region, path) ?? document.getElementById('main')).focus({ preventScroll: true })
}

// pathTo says where an element is: what it is and means, and which of those.
function pathTo(region, element) {
  const name = element.tagName
  const means = element.getAttribute('href') ?? element.value ?? element.textContent
  const alike = [...region.querySelectorAll(name)]
  return { name, means, index: alike.indexOf(element) }
}

function find(region, { name, means, index }) {
  const alike = [...region.querySelectorAll(name)]
  return alike.find((e) => (e.getAttribute('href') ?? e.value ?? e.textContent) === means) ?? alike[Math.min(index, alike.length - 1)]
}

// tell says, for who does not see the page, how many wait now.
function tell(region, now) {
  const was = region.dataset.count
  if (was === undefined || was === now.dataset.count) return
  const heading = now.querySelector('[data-told]')
  if (heading) document.getElementById('told').textContent = heading.textContent
}

if (body.dataset.live && 'EventSource' in window) listen(body.dataset.live)

// --- tables that go on: more rows come as one scrolls ---

function follow(link) {
  const rows = document.getElementById(link.dataset.more)
  if (!rows || !('IntersectionObserver' in window)) return
  const seen = new IntersectionObserver(async (entries) => {
    if (!entries.some((e) => e.isIntersecting)) return
    seen.disconnect()
    const answer = await fetch(link.href, { credentials: 'same-origin' }).catch(() => null)
    if (!answer || !answer.ok) return // the link still leads there
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const more = page.getElementById(rows.id)
    if (!more) return
    rows.append(...more.children)
    rows.removeAttribute('data-live') // a redraw would put the first rows in the place of all
    const next = page.querySelector(`[data-more="${rows.id}"]`)
    const held = document.activeElement === link
    if (next) link.href = next.href
    else link.parentElement.remove()
    if (held) (next ? link : rows.closest('[tabindex]') ?? document.getElementById('main')).focus()
    if (next) follow(link)
  }, { root: rows.closest('.table'), rootMargin: '200px' })
  seen.observe(link)
}

for (const link of document.querySelectorAll('a[data-more]')) follow(link)

// --- small things ---

// A button that was pressed says so until the next page comes.
document.addEventListener('submit', (event) => {
  const button = event.submitter
  if (!button || event.defaultPrevented) return
  if (button.getAttribute('aria-disabled') === 'true') event.preventDefault()
  else setTimeout(() => button.setAttribute('aria-disabled', 'true'))
})
addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('button[aria-disabled="true"]')) button.removeAttribute('aria-disabled')
})

// What came of something, or what is to be put right, is where the reader is next.
const answer = document.getElementById('faults') ?? document.getElementById('answer')
if (answer) answer.focus()

// Days go on to the present, which is what one looks for first.
for (const table of document.querySelectorAll('[data-end]')) {
  table.scrollLeft = (document.documentElement.dir === 'rtl' ? -1 : 1) * table.scrollWidth
}

// The menu shows where one is, and a menu that opens closes with Escape.
document.querySelector('.strip [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
document.addEventListener('keydown', (event) => {
  const open = document.querySelector('.pick[open]')
  if (event.key === 'Escape' && open) {
    open.open = false
    open.querySelector('summary').focus()
  }
})
document.addEventListener('click', (event) => {
  const open = document.querySelector('.pick[open]')
  if (open && !open.contains(event.target)) open.open = false
})
