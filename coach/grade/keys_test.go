package grade_test

import (
	"archive/tar"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"

	"pacer/coach/course"
	"pacer/coach/course/convert"
	"pacer/coach/course/formula"
	"pacer/coach/grade"
)

// corpusKey is an item imported from the corpus with the key its source has.
type corpusKey struct {
	item *course.Item
	raw  string // as the source writes it
}

// The pool is read once for all tests.
var corpusKeys = sync.OnceValues(readCorpus)

// readCorpus imports OATutor's pool and reads every step's key past the
// importer.
func readCorpus() ([]corpusKey, error) {
	folder := filepath.Join("..", "..", "..", "shared", "corpus", "oatutor")
	courses, report, err := convert.Import("oatutor", os.DirFS(folder), convert.Options{})
	if err != nil {
		return nil, err
	}
	raws, err := rawKeys(folder)
	if err != nil {
		return nil, err
	}
	items := make(map[string]*course.Item)
	for _, c := range courses {
		for i := range c.Items {
			items[c.ID+"/"+c.Items[i].ID] = &c.Items[i]
		}
	}
	var keys []corpusKey
	for _, rec := range report.Records {
		raw, ok := raws[path.Base(rec.Where.File)]
		if rec.Outcome != convert.Skipped && rec.Kind != course.Free && ok {
			keys = append(keys, corpusKey{items[rec.Course+"/"+rec.Item], raw})
		}
	}
	return keys, nil
}

// rawKeys reads the key of every step of the packed pool, by file.
func rawKeys(folder string) (map[string]string, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.tar.zst"))
	if err != nil || len(names) != 1 {
		return nil, errors.Join(err, fmt.Errorf("%d archives in %s, want one", len(names), folder))
	}
	f, err := os.Open(names[0])
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read, so closing has nothing to lose
	unpacked, err := zstd.NewReader(f)
	if err != nil {
		return nil, err
	}
	defer unpacked.Close()
	keys := make(map[string]string)
	for files := tar.NewReader(unpacked); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return keys, nil
		}
		if err != nil {
			return nil, err
		}
		if !strings.Contains(header.Name, "/steps/") || strings.Contains(header.Name, "/tutoring/") || !strings.HasSuffix(header.Name, ".json") {
			continue
		}
		var step struct{ StepAnswer []string }
		if err := json.NewDecoder(files).Decode(&step); err == nil && len(step.StepAnswer) == 1 && !strings.Contains(step.StepAnswer[0], "@{") {
			keys[path.Base(header.Name)] = step.StepAnswer[0]
		}
	}
}

// pool returns the corpus, or skips the test.
func pool(t *testing.T) []corpusKey {
	t.Helper()
	if testing.Short() {
		t.Skip("the real pool takes seconds: left out of a short run")
	}
	shared(t, "corpus/oatutor")
	keys, err := corpusKeys()
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// tally counts how answers were graded, by kind of item.
type tally struct {
	count    map[course.Kind]map[grade.Verdict]int
	examples map[course.Kind][]string
}

func newTally() *tally {
	return &tally{make(map[course.Kind]map[grade.Verdict]int), make(map[course.Kind][]string)}
}

// add grades what was said; unwanted verdicts are kept as examples.
func (c *tally) add(k corpusKey, said string, wanted ...grade.Verdict) grade.Verdict {
	got := grade.Answer(k.item, nil, said)
	if c.count[k.item.Kind] == nil {
		c.count[k.item.Kind] = make(map[grade.Verdict]int)
	}
	c.count[k.item.Kind][got.Verdict]++
	const most = 60
	if !slices.Contains(wanted, got.Verdict) && len(c.examples[k.item.Kind]) < most {
		c.examples[k.item.Kind] = append(c.examples[k.item.Kind],
			fmt.Sprintf("%s: %q for %q is %v (%s), read as %q", k.item.ID, said, cmp.Or(k.item.Answer, strings.Join(k.item.Answers, "; ")), got.Verdict, got.Note, got.Read))
	}
	return got.Verdict
}

// share is the share of all with one of the verdicts; it logs the counts.
func (c *tally) share(t *testing.T, verdicts ...grade.Verdict) float64 {
	t.Helper()
	n, all := 0, 0
	for _, kind := range course.Kinds() {
		if c.count[kind] == nil {
			continue
		}
		t.Logf("%-10s %v", kind, c.count[kind])
		for verdict, count := range c.count[kind] {
			all += count
			if slices.Contains(verdicts, verdict) {
				n += count
			}
		}
	}
	for _, kind := range course.Kinds() {
		for _, example := range c.examples[kind] {
			t.Log(example)
		}
	}
	return float64(n) / float64(max(all, 1))
}

func TestOATutorKeysAreRight(t *testing.T) {
	shown, asTyped, asked := newTally(), newTally(), newTally()
	for _, k := range pool(t) {
		shown.add(k, grade.Key(k.item, nil), grade.Right)
		said := typed(k.raw)
		if k.item.Kind == course.Choice {
			for _, o := range k.item.Options {
				if o.Right {
					said = formula.Readable(o.Text)
				}
			}
		}
		asTyped.add(k, said, grade.Right)
		for _, hint := range k.item.Hints {
			if hint.Ask != nil {
				asked.add(corpusKey{hint.Ask, ""}, grade.Key(hint.Ask, nil), grade.Right)
			}
		}
	}
	if share := shown.share(t, grade.Right); share < 0.999 {
		t.Errorf("%.2f %% of the keys are right as they are shown, want 99.9 %%", 100*share)
	} else {
		t.Logf("%.2f %% of the keys are right as they are shown", 100*share)
	}
	if share := asTyped.share(t, grade.Right); share < 0.999 {
		t.Errorf("%.2f %% of the keys are right as their source has them, want 99.9 %%", 100*share)
	} else {
		t.Logf("%.2f %% of the keys are right as their source has them", 100*share)
	}
	if share := asked.share(t, grade.Right); share < 0.999 {
		t.Errorf("%.2f %% of the scaffolds' keys are right, want 99.9 %%", 100*share)
	} else {
		t.Logf("%.2f %% of the scaffolds' keys are right", 100*share)
	}
}

// rewrites are other ways to write a key: all of them right, and some in
// another form than the item may ask for.
func rewrites(k corpusKey) (same, otherForm []string) {
	it := k.item
	said := typed(k.raw)
	switch it.Kind {
	case course.Choice:
		for i, o := range it.Options {
			if o.Right {
				letter := string(rune('A' + i))
				return []string{letter, strings.ToLower(letter), letter + ")", "option " + letter, "  " + formula.Readable(o.Text) + " "}, nil
			}
		}
	case course.Number:
		if len(it.Units) == 0 {
			return numberWays(it.Answer)
		}
	case course.Numbers:
		joined := func(separator string, list []string) string { return strings.Join(list, separator) }
		same = []string{joined(", ", it.Answers), joined("; ", it.Answers), "(" + joined(", ", it.Answers) + ")", joined(" and ", it.Answers)}
		comma := make([]string, len(it.Answers))
		for i, answer := range it.Answers {
			comma[i] = strings.Replace(answer, ".", ",", 1)
		}
		same = append(same, joined("; ", comma))
		if !it.InOrder {
			back := slices.Clone(it.Answers)
			slices.Reverse(back)
			same = append(same, joined(", ", back), "x = "+joined(" or x = ", back))
		}
		for i, answer := range it.Answers {
			if _, others := numberWays(answer); len(others) > 0 {
				list := slices.Clone(it.Answers)
				list[i] = others[0]
				same = append(same, joined("; ", list))
			}
		}
		return same, nil
	case course.Interval:
		same = spaced(said)
		if left, right, ok := strings.Cut(said, "U"); ok {
			same = append(same, right+" U "+left, right+" or "+left, left+" ∪ "+right)
		}
		same = append(same, strings.NewReplacer("inf", "∞").Replace(said), strings.NewReplacer("inf", "infinity").Replace(said), strings.NewReplacer("<=", "≤", ">=", "≥").Replace(said))
		return append(same, asInequality(said)...), nil
	case course.Expression:
		same = append(spaced(said), formula.Readable("$"+strings.Trim(strings.ReplaceAll(k.raw, "$$", " "), " ")+"$"))
		if strings.Contains(k.raw, "**") || strings.Contains(k.raw, "operatorname") {
			same = same[:2]
		}
		for _, other := range []string{reordered(said), swapped(said)} {
			if other != "" {
				same = append(same, other)
			}
		}
		same = append(same, timesWritten(said), strings.ReplaceAll(said, "^", "**"))
		if points := strings.SplitAfter(strings.ReplaceAll(said, " ", ""), "),"); len(points) == 2 && strings.HasPrefix(points[1], "(") && strings.Count(said, ",") == 3 {
			same = append(same, points[1]+","+strings.TrimSuffix(points[0], ","))
		}
		for _, m := range aFraction.FindAllStringSubmatchIndex(said, 1) {
			a, _ := new(big.Int).SetString(said[m[2]:m[3]], 10)
			b, _ := new(big.Int).SetString(said[m[4]:m[5]], 10)
			if value := new(big.Rat).SetFrac(a, b); !value.IsInt() {
				if digits, isExact := value.FloatPrec(); isExact {
					otherForm = append(otherForm, said[:m[0]]+"("+value.FloatString(digits)+")"+said[m[1]:])
				}
			}
			three := big.NewInt(3)
			otherForm = append(otherForm, fmt.Sprintf("%s(%v/%v)%s", said[:m[0]], a.Mul(a, three), b.Mul(b, three), said[m[1]:]))
		}
		if at := aDecimal.FindStringIndex(said); at != nil && !strings.Contains(said, ",") {
			same = append(same, strings.Replace(said[:at[1]], ".", ",", 1)+said[at[1]:])
		}
		return same, otherForm
	case course.Text:
		return []string{strings.ToUpper(it.Answer), strings.ToLower(it.Answer), " " + it.Answer + "  "}, nil
	}
	return nil, nil
}

// asInequality writes an interval as an inequality, and the other way round.
func asInequality(s string) []string {
	s = strings.ReplaceAll(s, " ", "")
	if len(s) < 5 || strings.ContainsAny(s, "U&<>") {
		return nil
	}
	low, high, ok := strings.Cut(s[1:len(s)-1], ",")
	if !ok || strings.ContainsAny(high, ",([") {
		return nil
	}
	above := map[byte]string{'(': "<", '[': "<="}[s[0]]
	below := map[byte]string{')': "<", ']': "<="}[s[len(s)-1]]
	switch {
	case low == "-inf" && high == "inf":
		return []string{"all real numbers"}
	case low == "-inf":
		return []string{"x" + below + high}
	case high == "inf":
		return []string{low + above + "x", "x " + strings.Replace(above, "<", ">", 1) + " " + low}
	}
	return []string{low + above + "x" + below + high, "x " + strings.Replace(above, "<", ">", 1) + " " + low + " and x " + below + " " + high}
}

func TestOATutorKeysWrittenOtherwiseAreRight(t *testing.T) {
	same, otherForm := newTally(), newTally()
	for _, k := range pool(t) {
		s, o := rewrites(k)
		for _, said := range s {
			same.add(k, said, grade.Right)
		}
		for _, said := range o {
			if k.item.Form == course.AnyForm {
				same.add(k, said, grade.Right)
			} else {
				otherForm.add(k, said, grade.Right, grade.Again)
			}
		}
	}
	if share := same.share(t, grade.Right); share < 0.99 {
		t.Errorf("%.2f %% of keys written otherwise are right, want 99 %%", 100*share)
	} else {
		t.Logf("%.2f %% of keys written otherwise are right", 100*share)
	}
	// Where a form is asked for, the value in another is asked for again.
	if share := otherForm.share(t, grade.Right, grade.Again); share < 0.999 {
		t.Errorf("%.2f %% of keys in a form that is not asked for are right or asked for again, want 99.9 %%", 100*share)
	}
}

// wrongs are wrong answers to an item, with a few that are right by chance left
// out: those for which the oracle says so, or cannot say.
func wrongs(k, neighbour corpusKey) []string {
	it := k.item
	said := typed(k.raw)
	var out []string
	switch it.Kind {
	case course.Choice:
		for i, o := range it.Options {
			if o.Right {
				continue
			}
			out = append(out, string(rune('A'+i)))
			if seen := formula.Readable(o.Text); len(seen) > len("A)") { // which would be a letter
				out = append(out, seen)
			}
		}
	case course.Number:
		value, err := course.ParseNumber(it.Answer)
		if err != nil {
			return nil
		}
		slack := new(big.Rat)
		if it.Tolerance != "" {
			slack, _ = course.ParseNumber(it.Tolerance)
		}
		for _, plant := range append(plants(it.Answer), neighbour.item.Answer, "-"+it.Answer) {
			v, err := course.ParseNumber(plant)
			if err == nil && v.Sub(v, value).Abs(v).Cmp(slack) > 0 {
				out = append(out, plant)
			}
		}
	case course.Numbers:
		right := asSet(it.Answers, it.InOrder)
		for i := range it.Answers {
			for _, plant := range plants(it.Answers[i]) {
				list := slices.Clone(it.Answers)
				list[i] = plant
				if asSet(list, it.InOrder) != right {
					out = append(out, strings.Join(list, "; "))
				}
			}
		}
		if asSet(neighbour.item.Answers, it.InOrder) != right {
			out = append(out, strings.Join(neighbour.item.Answers, "; "))
		}
	case course.Interval:
		dense := strings.ReplaceAll(said, " ", "")
		out = append(out, plants(dense)...)
		if strings.IndexByte("([", dense[0]) >= 0 {
			out = append(out, strings.NewReplacer("(", "[", "[", "(").Replace(dense))
		}
		out = append(out, strings.NewReplacer("<=", "<", "<", "<=", ">=", ">", ">", ">=").Replace(dense), strings.NewReplacer("<", ">", ">", "<").Replace(dense))
		out = append(out, typed(neighbour.raw))
		isRight := func(plant string) bool {
			alike := strings.NewReplacer(" ", "", "[-inf", "(-inf", "inf]", "inf)")
			return alike.Replace(plant) == alike.Replace(dense) || asInterval(plant) == asInterval(dense)
		}
		out = slices.DeleteFunc(out, isRight)
	case course.Expression:
		for _, plant := range append(plants(said), typed(neighbour.raw), "-("+said+")") {
			if same, err := isSame(said, plant); err == nil && !same {
				out = append(out, plant)
			}
		}
	case course.Text:
		out = append(out, neighbour.item.Answer)
		if figures := aNumber.FindStringIndex(it.Answer); figures != nil {
			out = append(out, plants(it.Answer)...)
		}
		alike := func(plant string) bool {
			return strings.EqualFold(plant, it.Answer) || slices.ContainsFunc(it.Accept, func(other string) bool { return strings.EqualFold(plant, other) })
		}
		out = slices.DeleteFunc(out, alike)
	}
	return out
}

// asInterval writes y >= 2 and 2 <= x alike, for a rough comparison.
func asInterval(s string) string {
	s = strings.ReplaceAll(s, " ", "")
	for _, letter := range strings.Split("abcdefghjklmnopqrstuvwxyz", "") {
		if strings.HasPrefix(s, letter+"<") || strings.HasPrefix(s, letter+">") {
			return "x" + s[1:]
		}
	}
	return s
}

// asSet is the same text for the same numbers, in their order if that counts.
func asSet(list []string, inOrder bool) string {
	values := make([]string, len(list))
	for i, s := range list {
		if v, err := course.ParseNumber(s); err == nil {
			values[i] = v.RatString()
		}
	}
	if !inOrder {
		slices.Sort(values)
	}
	return strings.Join(values, " ")
}

func TestOATutorWrongAnswersAreNotRight(t *testing.T) {
	keys := pool(t)
	planted := newTally()
	notRight := []grade.Verdict{grade.Wrong, grade.Unread, grade.Again}
	for i, k := range keys {
		neighbour := k
		for step := 1; step < len(keys); step++ {
			if other := keys[(i+step)%len(keys)]; other.item.Kind == k.item.Kind && other.raw != k.raw {
				neighbour = other
				break
			}
		}
		for _, said := range wrongs(k, neighbour) {
			planted.add(k, said, notRight...)
		}
	}
	if share := planted.share(t, grade.Right); share > 0.001 {
		t.Errorf("%.3f %% of the wrong answers planted are right, want 0.1 %% at most", 100*share)
	} else {
		t.Logf("%.3f %% of the wrong answers planted are right", 100*share)
	}
}
