package alert

import (
	_ "embed"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The learnt part finds what no phrase foresaw. It is a logistic regression
// over what stands in a few sentences: words, words beside one another, pieces
// of words, and concepts (concepts.txt), which six languages share. How long a
// text is tells it nothing: features are weighed by the root of their number,
// and a text is judged by its worst few sentences, so that what is around a
// dangerous one neither hides it nor adds to it.
const (
	bucketBits = 17
	buckets    = 1 << bucketBits // of hashed features

	longestPiece  = 5   // letters
	longestRow    = 4   // Chinese characters
	windowOf      = 3   // sentences that are judged together, at most
	chunk         = 14  // words that are judged together in a sentence that does not end
	chunkStep     = 4   // words from one chunk to the next
	weightOfAll   = 3   // of the words of a span, as the length of their features
	weightOfIdeas = 1.5 // of its concepts, likewise

	// The cuts come from texts that are hard on purpose. In an ordinary chat what
	// lies just above one is nearly always harmless, and a contact who is called
	// for nothing stops listening: so a text has to lie clearly above.
	margin = .5
)

//go:embed danger.weights
var weightsFile string

//go:embed concepts.txt
var conceptsFile string

// model is the learnt part, read once.
var model = sync.OnceValue(func() *learnt {
	m, err := parseWeights(weightsFile, conceptsFile)
	if err != nil { // it is compiled in: only a programmer can have broken it
		panic("alert: danger.weights: " + err.Error())
	}
	return m
})

// script is what a text is written in. Languages of one script are told apart
// by nobody: learners mix them.
type script int

const (
	latin script = iota // and all that is neither of the others
	arabic
	han
	scripts
)

// learnt is a model as it was trained.
type learnt struct {
	weights []int8  // by bucket
	scale   float64 // of one step of a weight
	ideas   *concepts
	bias    float64
	cuts    [scripts]float64 // the score, by script, above which a person is called
}

// parseWeights reads a file of weights: a head of lines, an empty line, and a
// byte for each bucket.
func parseWeights(file, conceptFile string) (*learnt, error) {
	head, data, ok := strings.Cut(file, "\n\n")
	if !ok || len(data) != buckets {
		return nil, fmt.Errorf("it has %d weights, not %d", len(data), buckets)
	}
	m := &learnt{weights: make([]int8, buckets)}
	for i := range data {
		m.weights[i] = int8(data[i])
	}
	var read int
	for line := range strings.Lines(head) {
		name, rest, _ := strings.Cut(line, " ")
		c := map[string]*float64{"latin": &m.cuts[latin], "arabic": &m.cuts[arabic], "han": &m.cuts[han]}[name]
		var err error
		switch {
		case name == "model":
			_, err = fmt.Sscan(rest, &m.bias, &m.scale)
		case c != nil:
			_, err = fmt.Sscan(rest, c)
		default:
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		read++
	}
	if read != int(scripts)+1 {
		return nil, errors.New("its head is not whole")
	}
	var err error
	m.ideas, err = parseConcepts(conceptFile)
	return m, err
}

// reading is a text as the model reads it: what the words up to each one add.
type reading struct {
	sums   []float64      // sums[n] is the weight of all features of the first n words
	counts []int32        // and their number
	of     [scripts][]int // and how many of the words are of a script
	ideas  []uint64       // by word: the concepts that begin with it
}

// span is words that are judged together: the first, and the one after the
// last.
type span struct{ from, to int }

// judgement is what the model makes of a text.
type judgement struct {
	worst  span
	danger float64          // how far the worst span is above what calls a person
	scores [scripts]float64 // the highest in each script
}

// isDanger tells whether the words alone call a person.
func (j judgement) isDanger() bool { return j.worst.to > 0 && j.danger > 0 }

// judge weighs each span of a text.
func (m *learnt) judge(t *words) judgement {
	r := m.read(t.tokens)
	j := judgement{danger: math.Inf(-1)}
	for k := range j.scores {
		j.scores[k] = math.Inf(-1)
	}
	for _, w := range spansOf(t.tokens) {
		score, in := m.score(r, w), r.script(w)
		j.scores[in] = max(j.scores[in], score)
		if above := score - m.cuts[in] - margin; above > j.danger {
			j.worst, j.danger = w, above
		}
	}
	return j
}

// script is what most words of a span are written in.
func (r *reading) script(w span) script {
	for in := arabic; in < scripts; in++ {
		if 2*(r.of[in][w.to]-r.of[in][w.from]) > w.to-w.from {
			return in
		}
	}
	return latin
}

// read weighs each word.
func (m *learnt) read(tokens []string) *reading {
	r := &reading{
		sums: make([]float64, len(tokens)+1), counts: make([]int32, len(tokens)+1),
		ideas: make([]uint64, len(tokens)),
	}
	for in := range r.of {
		r.of[in] = make([]int, len(tokens)+1)
	}
	for at := range tokens {
		sum, n := 0.0, int32(0)
		featuresAt(tokens, at, func(bucket uint32) {
			sum += m.scale * float64(m.weights[bucket])
			n++
		})
		r.sums[at+1], r.counts[at+1] = r.sums[at]+sum, r.counts[at]+n
		r.ideas[at] = m.ideas.at(tokens, at)
		for in := range r.of {
			r.of[in][at+1] = r.of[in][at]
		}
		r.of[scriptOf(tokens[at])][at+1]++
	}
	return r
}

// score is the logarithm of the odds that a span is danger.
func (m *learnt) score(r *reading, w span) float64 {
	score := m.bias
	if n := r.counts[w.to] - r.counts[w.from]; n > 0 {
		score += weightOfAll * (r.sums[w.to] - r.sums[w.from]) / math.Sqrt(float64(n))
	}
	sum, n := 0.0, 0
	ideaFeatures(r.ideas[w.from:w.to], func(bucket uint32) {
		sum += m.scale * float64(m.weights[bucket])
		n++
	})
	if n > 0 {
		score += weightOfIdeas * sum / math.Sqrt(float64(n))
	}
	return score
}

// spansOf lists the spans of a text: each sentence, up to windowOf of them
// in a row, and pieces of a sentence that is long.
func spansOf(tokens []string) []span {
	var out, sentences []span
	for from := 0; from < len(tokens); from++ {
		to := from
		for !endsAt(tokens, to) {
			to++
		}
		if to > from {
			sentences = append(sentences, span{from, to})
		}
		from = to
	}
	for i, s := range sentences {
		for last := i; last < min(i+windowOf, len(sentences)); last++ {
			out = append(out, span{s.from, sentences[last].to})
		}
		for from := s.from; s.to-s.from > chunk && from < s.to; from += chunkStep {
			out = append(out, span{from, min(from+chunk, s.to)})
		}
	}
	return out
}

// Features of different kinds are told apart by what their hash begins with.
const (
	kindWord = iota + 1
	kindPair
	kindSkip
	kindPiece
	kindRow
	kindIdea
)

// hash is FNV-1a, which needs no memory and is the same everywhere.
type hash uint64

func newHash(kind byte) hash { return hash(14695981039346656037).add(rune(kind)) }

func (h hash) add(r rune) hash { return (h ^ hash(r)) * 1099511628211 }

func (h hash) word(s string) hash {
	for _, r := range s {
		h = h.add(r)
	}
	return h
}

func (h hash) bucket() uint32 {
	return uint32((h ^ h>>29 ^ h>>47) & (buckets - 1))
}

// featuresAt yields the features that end with a word of a text: itself, with
// the one before it, with the one before that, and its pieces of two to
// longestPiece letters; of Chinese, characters in a row.
func featuresAt(tokens []string, at int, yield func(bucket uint32)) {
	word := tokens[at]
	if word == "" {
		return
	}
	yield(newHash(kindWord).word(word).bucket())
	before := "^"
	if at > 0 && tokens[at-1] != "" {
		before = tokens[at-1]
	}
	yield(newHash(kindPair).word(before).add(' ').word(word).bucket())
	if at > 1 && tokens[at-1] != "" && tokens[at-2] != "" {
		yield(newHash(kindSkip).word(tokens[at-2]).add(' ').word(word).bucket())
	}
	if isHan(word) {
		h := newHash(kindRow).word(word)
		for n := 1; n < longestRow && at-n >= 0 && isHan(tokens[at-n]); n++ {
			h = h.add('<').word(tokens[at-n])
			if n > 1 {
				yield(h.bucket())
			}
		}
		return
	}
	pieces(word, yield)
}

// pieces yields the pieces of a word, its ends being letters too.
func pieces(word string, yield func(bucket uint32)) {
	for from := -1; from < len(word); {
		h, n := newHash(kindPiece), 0
		next := from
		if from < 0 {
			h, n, next = h.add('^'), 1, 0
		}
		for ; n < longestPiece && next < len(word); n++ {
			r, size := utf8.DecodeRuneInString(word[next:])
			h, next = h.add(r), next+size
			if n > 0 {
				yield(h.bucket())
			}
		}
		if n < longestPiece {
			yield(h.add('$').bucket())
		}
		if from < 0 {
			from = 0
			continue
		}
		_, size := utf8.DecodeRuneInString(word[from:])
		from += size
	}
}

// scriptOf is what a word is written in.
func scriptOf(word string) script {
	switch r, _ := utf8.DecodeRuneInString(word); {
	case r < 0x600: // before the first Arabic letter: most words
		return latin
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.Is(unicode.Arabic, r):
		return arabic
	}
	return latin
}

// isHan tells whether a word is a Chinese character.
func isHan(word string) bool {
	return scriptOf(word) == han
}

// ideaFeatures yields the concepts of a span, and each two of them.
func ideaFeatures(ideas []uint64, yield func(bucket uint32)) {
	all := uint64(0)
	for _, one := range ideas {
		all |= one
	}
	for a := range maxIdeas {
		if all>>a&1 == 0 {
			continue
		}
		yield(newHash(kindIdea).add(rune(a)).bucket())
		for b := a + 1; b < maxIdeas; b++ {
			if all>>b&1 == 1 {
				yield(newHash(kindIdea).add(rune(a)).add(rune(b)).bucket())
			}
		}
	}
}
