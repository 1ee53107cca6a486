// Asks ts-fsrs (FSRS-6, default weights, no fuzz) what it makes of review
// sequences of our own and prints the answers as vectors.json.
//
// A run is a list of steps [grade, milliseconds since the step before,
// stability, difficulty, recall just before]. Times of day are chosen so that
// calendar days in UTC, which the library's scheduler counts, and elapsed days
// of 24 hours agree.
import { createEmptyCard, default_w, fsrs, FSRSAlgorithm, FSRSVersion } from "ts-fsrs";

const minute = 60_000, day = 24 * 60 * minute;

// A linear congruential generator, so that every run of this script prints the same.
let seed = 20260101;
const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const between = (low, high) => low + Math.floor(random() * (high - low + 1));
const pick = (...of) => of[between(0, of.length - 1)];

// Grades as they come: mostly Good, every value often enough.
const grade = (low = 1) => Math.max(low, pick(1, 1, 2, 2, 3, 3, 3, 3, 4));
const gap = () => pick(between(1, 3), between(1, 3), between(4, 30), between(31, 400), between(401, 3000)) * day;

// scheduled lets the library's scheduler run; same-day reviews keep within the
// first hours after 06:00 UTC.
function scheduled(shortTerm, length) {
  const scheduler = fsrs({ enable_fuzz: false, enable_short_term: shortTerm, maximum_interval: 36500 });
  let at = Date.UTC(2026, 0, 1, 6), card = createEmptyCard(new Date(at)), steps = [];
  for (let i = 0; i < length; i++) {
    const sameDay = i > 0 && random() < 0.4;
    const since = i === 0 ? 0 : sameDay ? between(1, 30) * minute : gap();
    at += since;
    // Without short-term memory a same-day Again is outside the model.
    const g = grade(sameDay && !shortTerm ? 2 : 1);
    const recall = i === 0 ? 0 : scheduler.forgetting_curve(since / day, card.stability);
    card = scheduler.next(card, new Date(at), g).card;
    steps.push([g, since, card.stability, card.difficulty, recall]);
  }
  return steps;
}

// fractional asks the bare algorithm, which takes elapsed days as they are.
function fractional(length) {
  const algorithm = new FSRSAlgorithm({ enable_fuzz: false, enable_short_term: true });
  let state = null, steps = [];
  for (let i = 0; i < length; i++) {
    const since = i === 0 || random() < 0.3 ? 0 : Math.round((1 + random() ** 4 * 400) * day);
    const g = grade();
    const recall = state === null ? 0 : algorithm.forgetting_curve(since / day, state.stability);
    state = algorithm.next_state(state, since / day, g);
    steps.push([g, since, state.stability, state.difficulty, recall]);
  }
  return steps;
}

const runs = [];
for (let i = 0; i < 14; i++) {
  runs.push({ kind: "short-term", steps: scheduled(true, 20) });
  runs.push({ kind: "long-term", steps: scheduled(false, 20) });
  runs.push({ kind: "fractional", steps: fractional(20) });
}
const lines = runs.map((run) => `    {"kind": "${run.kind}", "steps": [\n${run.steps.map((s) => `      ${JSON.stringify(s)}`).join(",\n")}\n    ]}`);
console.log(`{
  "library": "ts-fsrs ${FSRSVersion}",
  "weights": ${JSON.stringify(default_w)},
  "runs": [
${lines.join(",\n")}
  ]
}`);
