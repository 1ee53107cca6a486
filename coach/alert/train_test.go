package alert

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// train writes danger.weights anew; the same rows and concepts give the same
// bytes on one architecture.
var train = flag.Bool("train", false, "learn the weights of the danger detector from the labelled texts in testdata/phrases/dev")

// How the model is trained, and where its scores cut. The figures were chosen
// by cross-validation, of a few that were tried.
const (
	epochs        = 10
	rate          = .1
	pull          = 15.0 // towards nothing, over all samples: the regularisation
	folds         = 5
	falsely       = .01  // of everyday texts of a script may call by their words alone
	courseStep    = 6    // one course line in so many is looked at, the others are left for the test
	nearlySaid    = -1.0 // the same of a sentence of the coach
	courseLetters = 1200 // of each
	nearly        = 1.0  // the score of a piece of a course that is learnt from
)

// sample is the features of words that are learnt from.
type sample struct {
	all, ideas []uint32
	danger     bool
}

// lesson is a labelled text with what is learnt from it.
type lesson struct {
	labelled
	language string
	t        *words
	samples  []sample
}

// examples reads all that is learnt from. Of danger the whole text is learnt,
// of everyday words every span: none of them may call.
func examples(t *testing.T, ideas *concepts) []lesson {
	t.Helper()
	var out []lesson
	for _, name := range trainingFiles(t) {
		for _, l := range readLabelled(t, name) {
			e := lesson{labelled: l, language: filepath.Base(name)[:2], t: newWords(l.words)}
			if l.danger {
				e.samples = []sample{sampleOf(ideas, e.t.tokens, span{0, len(e.t.tokens)}, true)}
			} else {
				for _, s := range spansOf(e.t.tokens) {
					e.samples = append(e.samples, sampleOf(ideas, e.t.tokens, s, false))
				}
			}
			out = append(out, e)
		}
	}
	return out
}

// saidLessons are the coach's own sentences, every second one, as far as a
// model takes them for danger, or nearly.
func saidLessons(t *testing.T, m *learnt) []lesson {
	t.Helper()
	var out []lesson
	for _, language := range []string{"en", "es", "fr", "de", "ar", "zh"} {
		eachSaid(t, language, func(n int, _, said string) {
			if n%2 == 1 {
				return
			}
			e := lesson{labelled: labelled{words: said}, t: newWords(said)}
			r := m.read(e.t.tokens)
			for _, s := range spansOf(e.t.tokens) {
				if m.score(r, s) > nearlySaid {
					e.samples = append(e.samples, sampleOf(m.ideas, e.t.tokens, s, false))
				}
			}
			if len(e.samples) > 0 {
				out = append(out, e)
			}
		})
	}
	return out
}

// courseLessons are pieces of course texts, which are everyday words of a kind
// that nobody types: of one line in courseStep of what stands beside the
// repository, those that a model takes for danger, or nearly. All of them would
// teach it that English is harmless.
func courseLessons(t *testing.T, m *learnt) []lesson {
	t.Helper()
	var out []lesson
	eachCourseLine(t, func(n int, _, line string) {
		if n%courseStep != 0 {
			return
		}
		e := lesson{labelled: labelled{words: line}, t: newWords(line[:min(len(line), courseLetters)])}
		r := m.read(e.t.tokens)
		for _, s := range spansOf(e.t.tokens) {
			if m.score(r, s) > nearly {
				e.samples = append(e.samples, sampleOf(m.ideas, e.t.tokens, s, false))
			}
		}
		if len(e.samples) > 0 {
			out = append(out, e)
		}
	})
	return out
}

// trainingFiles lists the files that are learnt from, in order.
func trainingFiles(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("testdata", "phrases", "dev"))
	if err != nil {
		t.Fatal(err)
	}
	out := []string{"words-en.tsv", "more-en.tsv"}
	for _, e := range entries {
		out = append(out, "phrases/dev/"+e.Name())
	}
	return out
}

func sampleOf(ideas *concepts, tokens []string, w span, danger bool) sample {
	s := sample{danger: danger}
	about := make([]uint64, 0, w.to-w.from)
	for at := w.from; at < w.to; at++ {
		featuresAt(tokens, at, func(bucket uint32) { s.all = append(s.all, bucket) })
		about = append(about, ideas.at(tokens, at))
	}
	ideaFeatures(about, func(bucket uint32) { s.ideas = append(s.ideas, bucket) })
	return s
}

// learn fits a logistic regression by stochastic gradients, each weight with a
// step of its own (AdaGrad: Duchi, Hazan and Singer 2011).
func learn(ideas *concepts, from []lesson) *learnt {
	var all []sample
	for _, e := range from {
		all = append(all, e.samples...)
	}
	weights, steps := make([]float64, buckets), make([]float64, buckets)
	bias, biasStep := 0.0, 1e-8
	decay := pull / float64(len(all))
	order := rand.New(rand.NewPCG(1, 2))
	for range epochs {
		for _, i := range order.Perm(len(all)) {
			s := &all[i]
			score := bias
			groups := []struct {
				buckets []uint32
				x       float64
			}{{s.all, weightOfAll}, {s.ideas, weightOfIdeas}}
			for g := range groups {
				groups[g].x /= math.Sqrt(max(1, float64(len(groups[g].buckets))))
				for _, b := range groups[g].buckets {
					score += weights[b] * groups[g].x
				}
			}
			miss := 1 / (1 + math.Exp(-score))
			if s.danger {
				miss--
			}
			biasStep += miss * miss
			bias -= rate * miss / math.Sqrt(biasStep)
			for _, g := range groups {
				for _, b := range g.buckets {
					slope := miss*g.x + decay*weights[b]
					steps[b] += slope * slope
					weights[b] -= rate * slope / (1e-3 + math.Sqrt(steps[b]))
				}
			}
		}
	}
	return rounded(weights, bias, ideas)
}

// rounded makes each weight a byte.
func rounded(weights []float64, bias float64, ideas *concepts) *learnt {
	m := &learnt{weights: make([]int8, buckets), ideas: ideas, bias: bias}
	for _, w := range weights {
		m.scale = max(m.scale, math.Abs(w)/127)
	}
	for i, w := range weights {
		m.weights[i] = int8(math.Round(w / m.scale))
	}
	return m
}

// crossScores judges each text by a model that never saw it.
func crossScores(ideas *concepts, all, always []lesson) []judgement {
	out := make([]judgement, len(all))
	order := rand.New(rand.NewPCG(3, 4)).Perm(len(all))
	for fold := range folds {
		from := slices.Clone(always)
		for i, e := range order {
			if i%folds != fold {
				from = append(from, all[e])
			}
		}
		m := learn(ideas, from)
		for i, e := range order {
			if i%folds == fold {
				out[e] = m.judge(all[e].t)
			}
		}
	}
	return out
}

// cutsOf finds the scores that cut, script by script.
func cutsOf(all []lesson, scores []judgement) (out [scripts]float64) {
	for in := range scripts {
		var everyday []float64
		for i, e := range all {
			if best := scores[i].scores[in]; !e.danger && !math.IsInf(best, -1) {
				everyday = append(everyday, best)
			}
		}
		slices.Sort(everyday)
		out[in] = everyday[len(everyday)-1-int(falsely*float64(len(everyday)))]
	}
	return out
}

// digest names what the weights were learnt from.
func digest(t *testing.T) string {
	t.Helper()
	sum := sha256.New()
	sum.Write([]byte(conceptsFile))
	for _, name := range trainingFiles(t) {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(data) {
			if !bytes.HasPrefix(line, []byte("#")) {
				sum.Write(line)
			}
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:8])
}

// TestTrainingTheDangerDetector looks whether the weights were learnt from the
// texts and concepts that stand here; with -train it learns them.
func TestTrainingTheDangerDetector(t *testing.T) {
	if !*train {
		if _, found, _ := strings.Cut(weightsFile, "\nlearnt-from "); !strings.HasPrefix(found, digest(t)+"\n") {
			t.Errorf("what the weights were learnt from has changed (now %s): go test ./coach/alert -run TestTraining -args -train", digest(t))
		}
		return
	}
	ideas, err := parseConcepts(conceptsFile)
	if err != nil {
		t.Fatal(err)
	}
	all := examples(t, ideas)
	first := learn(ideas, all)
	always := append(courseLessons(t, first), saidLessons(t, first)...)
	scores := crossScores(ideas, all, always)
	cut := cutsOf(all, scores)
	tellCrossed(t, all, scores, cut)

	m := learn(ideas, append(always, all...))
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Weights of the learnt part of the danger detector (learnt.go), not to be edited.\n")
	fmt.Fprintf(&b, "# Made by: go test ./coach/alert -run TestTraining -args -train\n")
	fmt.Fprintf(&b, "# from %d labelled texts in testdata (all but phrases/test), the concepts in\n# concepts.txt and %d texts more: of courses in ../shared/corpus, of the coach in bot/say.\n", len(all), len(always))
	fmt.Fprintf(&b, "# model: the bias and one step of a weight; of a script: the scores that cut.\n")
	fmt.Fprintf(&b, "learnt-from %s\nmodel %v %v\n", digest(t), m.bias, m.scale)
	for in, name := range []string{"latin", "arabic", "han"} {
		fmt.Fprintf(&b, "%s %v\n", name, cut[in])
	}
	b.WriteByte('\n')
	for _, w := range m.weights {
		b.WriteByte(byte(w))
	}
	if err := os.WriteFile("danger.weights", b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tellCrossed tells what phrases and model find together in texts the model
// never saw. The phrases saw the shorter files.
func tellCrossed(t *testing.T, all []lesson, scores []judgement, cut [scripts]float64) {
	t.Helper()
	type count struct{ danger, found, alone, everyday, mistaken, phrase int }
	counts := map[string]*count{}
	for i, e := range all {
		c := counts[e.language]
		if c == nil {
			c = &count{}
			counts[e.language] = c
		}
		isDanger := false
		for in, best := range scores[i].scores {
			isDanger = isDanger || best > cut[in]
		}
		phrase := slices.ContainsFunc(lists(), func(l *phraseList) bool {
			_, ok := l.find(e.t)
			return ok
		})
		hit := isDanger || phrase
		switch {
		case e.danger:
			c.danger++
			c.found += one(hit)
			c.alone += one(isDanger)
		default:
			c.everyday++
			c.mistaken += one(hit)
			c.phrase += one(phrase)
		}
	}
	for language, c := range counts {
		t.Logf("%s: found %d of %d (%.3f; the model alone %d), mistaken %d of %d (%.3f; by phrases alone %d)", language,
			c.found, c.danger, float64(c.found)/float64(c.danger), c.alone,
			c.mistaken, c.everyday, float64(c.mistaken)/float64(c.everyday), c.phrase)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
