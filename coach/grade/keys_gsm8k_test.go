package grade_test

import (
	"bufio"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pacer/coach/course"
	"pacer/coach/course/convert"
	"pacer/coach/grade"
)

// inWords writes a whole number from 0 to 100 in words.
func inWords(n int64) string {
	small := strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens := strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety")
	switch {
	case n < 20:
		return small[n]
	case n == 100:
		return "one hundred"
	case n%10 == 0:
		return tens[n/10-2]
	}
	return tens[n/10-2] + "-" + small[n%10]
}

// TestGSM8KKeysAreRight imports 7,473 word problems and answers each with its
// key: as it stands, with its thousands apart, and in words up to a hundred.
func TestGSM8KKeysAreRight(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds: left out of a short run")
	}
	folder := shared(t, "corpus/gsm8k")
	courses, report, err := convert.Import("jsonl", convert.Only(os.DirFS(folder), "train.jsonl"), convert.Options{})
	if err != nil {
		t.Fatal(err)
	}
	items := make(map[string]*course.Item)
	for _, c := range courses {
		for i := range c.Items {
			items[c.ID+"/"+c.Items[i].ID] = &c.Items[i]
		}
	}
	byLine := make(map[int]*course.Item)
	for _, rec := range report.Records {
		byLine[rec.Where.Line] = items[rec.Course+"/"+rec.Item]
	}
	f, err := os.Open(filepath.Join(folder, "train.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // only read, so closing has nothing to lose
	const problems = 7473
	var read, right, wrong, wrongRight int
	ways := make(map[string]int)
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for line := 1; lines.Scan(); line++ {
		var problem struct{ Answer string }
		if err := json.Unmarshal(lines.Bytes(), &problem); err != nil {
			t.Fatalf("line %d: %v", line, err)
		}
		_, key, _ := strings.Cut(problem.Answer, "#### ")
		plain := strings.ReplaceAll(strings.TrimSpace(key), ",", "")
		read++
		it := byLine[line]
		if it == nil || it.Kind != course.Number {
			t.Errorf("line %d: the key %q made no number", line, key)
			continue
		}
		said := map[string]string{"as it stands": key, "plain": plain, "thousands": thousands(plain, ","), "thousands and spaces": thousands(plain, " "), "thousands and points": thousands(plain, ".")}
		n, ok := new(big.Int).SetString(plain, 10)
		if ok && n.IsInt64() && n.Sign() >= 0 && n.Int64() <= 100 {
			said["in words"] = inWords(n.Int64())
		}
		isRight := true
		for way, text := range said {
			ways[way]++
			if got := grade.Answer(it, nil, text); got.Verdict != grade.Right {
				isRight = false
				t.Logf("line %d: %q (%s) for %s is %v (%s)", line, text, way, it.Answer, got.Verdict, got.Note)
			}
		}
		if isRight {
			right++
		}
		for _, plant := range plants(it.Answer) {
			wrong++
			if grade.Answer(it, nil, plant).Verdict == grade.Right {
				wrongRight++
				t.Logf("line %d: %q for %s is right", line, plant, it.Answer)
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d problems have a key that is right in every writing %v; %d of %d wrong answers are right", right, read, ways, wrongRight, wrong)
	if read != problems || right < problems {
		t.Errorf("%d of %d read are right in every writing, want all %d", right, read, problems)
	}
	if wrongRight > 0 {
		t.Errorf("%d of %d wrong answers are right", wrongRight, wrong)
	}
}
