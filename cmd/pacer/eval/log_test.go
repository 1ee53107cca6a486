package eval

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// readText reads a log out of a text.
func readText(t *testing.T, text string) *Log {
	t.Helper()
	log, err := Read(strings.NewReader(text), "log")
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// plain is a log's rows in words: learner, item, skills, right, seconds, rating.
func plain(l *Log) []string {
	var rows []string
	for i := range l.Rows {
		r := &l.Rows[i]
		var skills []string
		for _, s := range r.Skills {
			skills = append(skills, l.Skills[s])
		}
		when := "-"
		if r.At != NoTime {
			when = fmt.Sprint(float64(r.At) / 1000)
		}
		rows = append(rows, fmt.Sprintf("%d: %s %s %s %t %s %d", r.N, l.Learners[r.Learner], l.Items[r.Item], strings.Join(skills, "~"), r.Right, when, r.Rating))
	}
	return rows
}

func TestLogsAreReadHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	want := []string{"2: ada i1 add~carry true 100 3", "3: bob i2 add false - 0", "4: ada i1 add true 101.5 1"}
	for name, text := range map[string]string{
		"with commas":           "learner,item,skills,correct,time,rating\nada,i1,add~carry,1,100,3\nbob,i2,add,0,,\nada,i1,add,1,101.5,1\n",
		"with tabs":             "learner\titem\tskills\tcorrect\ttime\trating\nada\ti1\tadd~carry\t1\t100\t3\nbob\ti2\tadd\t0\t\t\nada\ti1\tadd\t1\t101.5\t1\n",
		"in another order":      "rating,time,correct,skills,item,learner\n3,100,1,add~carry,i1,ada\n,,0,add,i2,bob\n1,101.5,1,add,i1,ada\n",
		"with other columns":    "id,learner,item,school,skills,correct,time,rating\n1,ada,i1,x,add~carry,1,100,3\n2,bob,i2,\"y, z\",add,0,,\n3,ada,i1,,add,1,101.5,1\n",
		"with quotes":           "\"learner\",\"item\",\"skills\",\"correct\",\"time\",\"rating\"\n\"ada\",\"i1\",\"add~carry\",\"1\",\"100\",\"3\"\n\"bob\",\"i2\",\"add\",\"0\",\"\",\"\"\n\"ada\",\"i1\",\"add\",\"1\",\"101.5\",\"1\"\n",
		"with CRLF":             "learner,item,skills,correct,time,rating\r\nada,i1,add~carry,1,100,3\r\nbob,i2,add,0,,\r\nada,i1,add,1,101.5,1\r\n",
		"with a mark of order":  "\xef\xbb\xbflearner,item,skills,correct,time,rating\nada,i1,add~carry,1,100,3\nbob,i2,add,0,,\nada,i1,add,1,101.5,1\n",
		"with spaces":           "Learner, Item, Skills, Correct, Time, Rating\nada, i1, add ~ carry, 1, 100, 3\nbob, i2, add, 0, ,\nada, i1, add, 1, 101.5, 1\n",
		"as programs write it":  "learner,item,skills,correct,time,rating\nada,i1,add~carry,1.0,100.0,3.0\nbob,i2,add,0.0,,\nada,i1,add,1.0,101.5,1.0\n",
		"without the last line": "learner,item,skills,correct,time,rating\nada,i1,add~carry,1,100,3\nbob,i2,add,0,,\nada,i1,add,1,101.5,1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := readText(t, text)
			if diff := cmp.Diff(want, plain(log)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if log.Faults != (Faults{}) {
				t.Errorf("faults: %v", log.Faults)
			}
		})
	}
}

func TestLogThatCannotBeReadIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"an empty file", "", "log is empty: its first line must name the columns"},
		{"one missing column", "learner,item,correct\n", "the header lacks skills;"},
		{"all columns missing", "a;b;c\n", "the header lacks learner, item, skills, correct;"},
		{"a header without rows' names", "1,2,3,1\n", "the header lacks learner"},
		{"a column twice", "learner,item,skills,correct,Item\n", "names the column item twice"},
		{"carriage returns alone", "learner,item,skills,correct\ra,1,x,1\r", "carriage return"},
		{"UTF-16", "\xff\xfel\x00e\x00", "UTF-16"},
		{"a program", "\x7fELF\x00\x00", "this is no text"},
		{"a header with a broken quote", "learner,\"item,skills\n", "the header cannot be read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			log, err := Read(strings.NewReader(tt.text), "log")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("read %v, error %v; want %q", log, err, tt.want)
			}
		})
	}
}

// TestEachKindOfFaultIsToldAndNothingElseIsLost has one fault in each log, and
// says what becomes of the row.
func TestEachKindOfFaultIsToldAndNothingElseIsLost(t *testing.T) {
	t.Parallel()
	const header = "learner,item,skills,correct,time,rating\n"
	const before, after = "ada,i1,s1,1,100,3\n", "ada,i9,s1,0,200,1\n"
	for _, tt := range []struct {
		name, row string
		kind      FaultKind
		becomes   string // the row in the log; "" if it is left out
		told      string
	}{
		{"cut short", "ada,i2,s1\n", TooShort, "", "1 row is cut short, first in line 3: left out."},
		{"too long", "ada,i2,s1,1,150,3,7\n", TooLong, "", "1 row has more values than the header has columns"},
		{"bare quote", "ada,i\"2,s1,1,150,3\n", BrokenQuotes, "", "1 line has a quotation mark without its other"},
		{"no learner", " ,i2,s1,1,150,3\n", NoLearner, "", "1 row names no learner"},
		{"no item", "ada,,s1,1,150,3\n", NoItem, "", "1 row names no item"},
		{"half right", "ada,i2,s1,0.5,150,3\n", BadCorrect, "", "1 row says neither 0 nor 1 for correct"},
		{"right is NaN", "ada,i2,s1,NaN,150,3\n", BadCorrect, "", "1 row says neither 0 nor 1"},
		{"right is a word", "ada,i2,s1,yes,150,3\n", BadCorrect, "", "1 row says neither 0 nor 1"},
		{"right is missing", "ada,i2,s1,,150,3\n", BadCorrect, "", "1 row says neither 0 nor 1"},
		{"repeated", before, Repeated, "", "1 row repeats an earlier one in every column, first in line 3: left out."},
		{"no skill", "ada,i2,,1,150,3\n", NoSkill, "3: ada i2 (none) true 150 3", "1 row leaves a skill unnamed"},
		{"skill is NaN", "ada,i2,nan,1,150,3\n", NoSkill, "3: ada i2 (none) true 150 3", "1 row leaves a skill unnamed"},
		{"one skill of two", "ada,i2,s1~,1,150,3\n", NoSkill, "3: ada i2 s1 true 150 3", "1 row leaves a skill unnamed"},
		{"skill twice", "ada,i2,s1~s2~s1,1,150,3\n", SkillTwice, "3: ada i2 s1~s2 true 150 3", "1 row names a skill twice"},
		{"time is a word", "ada,i2,s1,1,noon,3\n", BadTime, "3: ada i2 s1 true - 3", "1 row has a time that is no number of seconds"},
		{"time is NaN", "ada,i2,s1,1,NaN,3\n", BadTime, "3: ada i2 s1 true - 3", "kept, without its time"},
		{"time is infinite", "ada,i2,s1,1,-Inf,3\n", BadTime, "3: ada i2 s1 true - 3", "kept, without its time"},
		{"time is in microseconds", "ada,i2,s1,1,1700000000000000,3\n", BadTime, "3: ada i2 s1 true - 3", "kept, without its time"},
		{"back in time", "ada,i2,s1,1,50,3\n", BackInTime, "3: ada i2 s1 true 100 3", "1 row goes back in time, first in line 3: kept in the file's order"},
		{"rating of 5", "ada,i2,s1,1,150,5\n", BadRating, "3: ada i2 s1 true 150 0", "1 row has a rating other than 1, 2, 3 or 4"},
		{"rating is NaN", "ada,i2,s1,1,150,NaN\n", BadRating, "3: ada i2 s1 true 150 0", "kept, without its rating"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			log := readText(t, header+before+tt.row+after)
			want := []string{"2: ada i1 s1 true 100 3", "4: ada i9 s1 false 200 1"}
			if tt.becomes != "" {
				want = slices.Insert(want, 1, tt.becomes)
			}
			if diff := cmp.Diff(want, plain(log)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			var faults Faults
			faults[tt.kind] = Fault{Count: 1, First: 3}
			if diff := cmp.Diff(faults, log.Faults); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			var told strings.Builder
			if err := log.Tell(&told); err != nil {
				t.Fatal(err)
			}
			if lines := strings.Count(told.String(), "\n"); lines != 1 || !strings.Contains(told.String(), "log: "+tt.told) && !strings.Contains(told.String(), tt.told) {
				t.Errorf("told %q, want one line with %q", told.String(), tt.told)
			}
			if log.Faults.LeftOut() != 3-len(log.Rows) {
				t.Errorf("%d left out of 3, %d there", log.Faults.LeftOut(), len(log.Rows))
			}
		})
	}
}

func TestManyFaultsOfOneKindAreOneLine(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("learner,item,skills,correct\n")
	for i := range 3456 {
		fmt.Fprintf(&text, "ada,i%d,s1,%d\n", i, 1+i%2)
	}
	log := readText(t, text.String())
	var told strings.Builder
	if err := log.Tell(&told); err != nil {
		t.Fatal(err)
	}
	if want := "log: 1,728 rows say neither 0 nor 1 for correct, first in line 3: left out.\n"; told.String() != want {
		t.Errorf("told %q, want %q", told.String(), want)
	}
}

// TestRowsThatMayBeSecondTriesStay: without a time nobody can tell a row that an
// export wrote twice from a second try.
func TestRowsThatMayBeSecondTriesStay(t *testing.T) {
	t.Parallel()
	log := readText(t, "learner,item,skills,correct\nada,i1,s1,1\nada,i1,s1,1\nada,i1,s1,0\n")
	if len(log.Rows) != 3 || log.Faults[Alike] != (Fault{Count: 1, First: 3}) {
		t.Errorf("%d rows, faults %v", len(log.Rows), log.Faults)
	}
	log = readText(t, "learner,item,skills,correct,try\nada,i1,s1,1,1\nada,i1,s1,1,2\n")
	if len(log.Rows) != 2 || log.Faults != (Faults{}) {
		t.Errorf("rows that differ in another column: %d rows, faults %v", len(log.Rows), log.Faults)
	}
}

// TestAnOpenQuoteIsCountedByTheLinesItTakes: a quotation mark that is never
// closed reaches to the end, and every line it takes is told.
func TestAnOpenQuoteIsCountedByTheLinesItTakes(t *testing.T) {
	t.Parallel()
	log := readText(t, "learner,item,skills,correct\nada,i1,s1,1\nada,\"i2,s1,1\nada,i3,s1,1\nada,i4,s1,1\n")
	if len(log.Rows) != 1 || log.Faults.LeftOut() < 3 || log.Faults[BrokenQuotes].First != 3 {
		t.Errorf("%d rows, faults %v; want 1 row, and 3 lines told", len(log.Rows), log.Faults)
	}
}

func TestRowsOfALearnerKeepTheirOrder(t *testing.T) {
	t.Parallel()
	log := readText(t, "learner,item,skills,correct,time\nada,i1,s,1,30\nbob,i2,s,1,10\nada,i3,s,1,40\nbob,i4,s,1,5\nbob,i5,s,1,8\n")
	want := []string{"2: ada i1 s true 30 0", "3: bob i2 s true 10 0", "4: ada i3 s true 40 0", "5: bob i4 s true 10 0", "6: bob i5 s true 10 0"}
	if diff := cmp.Diff(want, plain(log)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if log.Faults[BackInTime] != (Fault{Count: 2, First: 5}) {
		t.Errorf("faults %v", log.Faults)
	}
}

func TestAMillionRowsOfOneLearnerAreRead(t *testing.T) {
	if testing.Short() {
		t.Skip("the long run reads a million rows")
	}
	t.Parallel()
	const n = 1_000_000
	var text bytes.Buffer
	text.WriteString("learner\titem\tskills\tcorrect\ttime\n")
	for i := range n {
		fmt.Fprintf(&text, "ada\ti%d\ts%d\t%d\t%d\n", i%1000, i%30, i%3%2, i)
	}
	log, err := Read(&text, "log")
	if err != nil {
		t.Fatal(err)
	}
	if len(log.Rows) != n || len(log.Learners) != 1 || len(log.Items) != 1000 || len(log.Skills) != 30 || log.Faults != (Faults{}) {
		t.Fatalf("%d rows, %d learners, %d items, %d skills, faults %v", len(log.Rows), len(log.Learners), len(log.Items), len(log.Skills), log.Faults)
	}
	scores, err := Run(t.Context(), log, NewElo(true), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if last := scores[n-1]; last.Seen != n-1 || last.SeenSkill != (n-1)/30 {
		t.Errorf("the last answer comes after %d, of them %d on the skill", last.Seen, last.SeenSkill)
	}
}

func TestTimeIsZeroWhereTheLogTellsNone(t *testing.T) {
	t.Parallel()
	log := readText(t, "learner,item,skills,correct,time\nada,i1,s,1,\nada,i1,s,1,0\n")
	if at := log.Rows[0].Time(); !at.IsZero() {
		t.Errorf("no time is %v", at)
	}
	if at := log.Rows[1].Time(); !at.Equal(time.Unix(0, 0)) {
		t.Errorf("second 0 is %v", at)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("learner,item,skills,correct,time,rating\nada,i1,s1~s2,1,100,3\nada,i1,,0,,\n"))
	f.Add([]byte("\xef\xbb\xbflearner\titem\tskills\tcorrect\n\"a\nb\"\ti\ts~s\t1.0\nx\ty\tz\n"))
	f.Add([]byte("learner,item,skills,correct\n\"ada,i1,s1,1\nada,i1,s1,1\n"))
	f.Add([]byte("learner,item,skills,correct,time\na,i,~,1,NaN\na,i,s,1,1e300\na,i,s,1,-5\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		log, err := Read(bytes.NewReader(data), "log")
		if err != nil {
			return
		}
		latest := map[int32]int64{}
		line := int32(0)
		for i := range log.Rows {
			r := &log.Rows[i]
			if r.N <= line || len(r.Skills) == 0 || r.Rating < 0 || r.Rating > 4 {
				t.Fatalf("row %+v after line %d", r, line)
			}
			line = r.N
			if log.Learners[r.Learner] == "" || log.Items[r.Item] == "" {
				t.Fatalf("row %+v has no name", r)
			}
			for j, s := range r.Skills {
				if log.Skills[s] == "" || slices.Contains(r.Skills[:j], s) {
					t.Fatalf("row %+v: its skills", r)
				}
			}
			if r.At == NoTime {
				continue
			}
			if before, ok := latest[r.Learner]; ok && r.At < before {
				t.Fatalf("row %+v goes back in time", r)
			}
			latest[r.Learner] = r.At
		}
		lines := bytes.Count(data, []byte("\n")) + 1
		if told := len(log.Rows) + log.Faults.LeftOut(); told > lines {
			t.Fatalf("%d rows kept or left out, of %d lines", told, lines)
		}
		if _, err := Run(t.Context(), log, NewElo(true), RunOptions{}); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var text bytes.Buffer
	text.WriteString("learner\titem\tskills\tcorrect\ttime\n")
	for i := range 100_000 {
		fmt.Fprintf(&text, "u%d\ti%d\ts%d\t%d\t%d\n", i/100, i%1000, i%30, i%2, i)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(text.Bytes()), "log"); err != nil {
			b.Fatal(err)
		}
	}
}

// sharedLog reads a practice log that lies beside the repository, or skips.
func sharedLog(t *testing.T, name string) *Log {
	t.Helper()
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(top, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(top)
		if parent == top {
			t.Fatal("no go.mod above this test")
		}
		top = parent
	}
	log, err := Open(filepath.Join(top, "..", "shared", "data", name))
	if os.IsNotExist(err) {
		t.Skipf("the practice log %s is not here, so the published figures are not checked", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return log
}
