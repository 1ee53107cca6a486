package chat

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// four is a Monday afternoon in Berlin.
var four = time.Date(2026, time.March, 2, 16, 0, 0, 0, time.FixedZone("CET", 3600))

// moments lists the moments in blocks.
func moments(blocks []Block) (all []Run) {
	for _, b := range blocks {
		for _, r := range b.Runs {
			if r.IsMoment() {
				all = append(all, r)
			}
		}
	}
	return all
}

func TestMomentShowsItsWordsAndKeepsItsTime(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		at      time.Time
		words   string
		want    Markdown
		shown   string
		isClock bool
	}{
		{"a day and a time", four, "Mon 16:00", "[Mon 16:00](time:1772463600)", "Mon 16:00", false},
		{"a time of day alone", four, "16:00", "[16:00](time:1772463600)", "16:00", true},
		{"a day alone", four, "Mon 2 Mar", "[Mon 2 Mar](time:1772463600)", "Mon 2 Mar", false},
		{"words with signs", four, "*Mon*\n[16:00]", `[\*Mon\* \[16:00\]](time:1772463600)`, "*Mon* [16:00]", false},
		{"words from right to left", four, "יום ב׳ 16:00", "[יום ב׳ 16:00](time:1772463600)", "יום ב׳ 16:00", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := Moment(tt.at, tt.words)
			if m != tt.want || Plain(m) != tt.shown {
				t.Errorf("%q, which shows %q; wanted %q, %q", m, Plain(m), tt.want, tt.shown)
			}
			want := []Run{{Text: tt.shown, At: tt.at.UTC()}}
			if diff := cmp.Diff(want, moments(("from " + m + " on").Blocks())); diff != "" {
				t.Fatalf("wanted (-) and got (+):\n%s", diff)
			}
			if got := moments(m.Blocks())[0].IsClock(); got != tt.isClock {
				t.Errorf("is a time of day: %v", got)
			}
		})
	}
}

func TestMomentBeyondWhatPlatformsShowIsItsWords(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Time{{}, time.Unix(-1, 0), time.Unix(lastMoment+1, 0)} {
		if got := Moment(at, "then"); got != "then" {
			t.Errorf("%v is %q", at, got)
		}
	}
}

func TestMomentIsShownWhereWordsStand(t *testing.T) {
	t.Parallel()
	m := Moment(four, "Mon 16:00")
	if got, want := (Choice{Word: "later", Label: "At " + m}).Caption(), "At Mon 16:00"; got != want {
		t.Errorf("a button says %q, wanted %q", got, want)
	}
	if got, want := (Message{Parts: []Part{{Text: "From **" + m + "** on."}}}).Plain(), "From Mon 16:00 on."; got != want {
		t.Errorf("the message says %q, wanted %q", got, want)
	}
}

func TestMomentStaysOneWhenItIsWrittenAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		got  Markdown
	}{
		{"in a list of answers", Listed([]string{"A"}, []Markdown{"at " + Moment(four, "16:00")})},
		{"in bold", write(("**at " + Moment(four, "16:00") + "**").Blocks())},
		{"beside a picture", func() Markdown {
			rest, _ := ("![x](y.png) at " + Moment(four, "16:00")).Pictures()
			return rest
		}()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := moments(tt.got.Blocks()); len(got) != 1 || !got[0].At.Equal(four) || got[0].Text != "16:00" {
				t.Errorf("%q has the moments %+v", tt.got, got)
			}
		})
	}
}

// A platform says a moment in its own words, so that one in two pieces would be
// said twice.
func TestFitCutsNoMomentInTwo(t *testing.T) {
	t.Parallel()
	moment := Moment(four, "Monday the second of March 16:00")
	text := Markdown(strings.Repeat("word ", 30)) + moment + Markdown(strings.Repeat(" word", 30))
	enough := 4 * len(moment) // for it to stand in a piece of its text
	for most := 20; most < enough+50; most++ {
		var all []Run
		var shown strings.Builder
		for _, m := range Fit(Text(text), Capabilities{MaxText: most}) {
			all = append(all, moments(m.Parts[0].Text.Blocks())...)
			shown.WriteString(Plain(m.Parts[0].Text))
		}
		for _, r := range all {
			if r.Text != "Monday the second of March 16:00" {
				t.Errorf("in %d characters the moment says %q", most, r.Text)
			}
		}
		if len(all) > 1 || most >= enough && len(all) != 1 {
			t.Errorf("in %d characters there are %d moments", most, len(all))
		}
		if want, got := letters(Plain(text)), letters(shown.String()); want != got {
			t.Errorf("in %d characters it says %q", most, got)
		}
	}
}

func TestNobodyElseWritesMoments(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, shown string }{
		{"a link", "at [noon](time:1772463600)", "at noon (time:1772463600)"},
		{"a link in brackets, with a title", `[noon](<time:1772463600> "x")`, "noon (time:1772463600)"},
		{"a link after a space", "[noon]( time:1772463600 )", "noon (time:1772463600)"},
		{"an address alone", "<time:1772463600>", "time:1772463600"},
		{"a backslash in the address", `[noon](time\:1772463600)`, "noon (time:1772463600)"},
		{"an entity in the address", "[noon](time&#58;1772463600)", "noon (time:1772463600)"},
		{"what is of no width in the address", "[noon](ti\u200bme:1772463600)", "noon (time:1772463600)"},
		{"what is of no width before it", "[noon]\u200b(time:1772463600)", "noon (time:1772463600)"},
		{"a picture", "![noon](time:1772463600)", "noon"},
		{"a picture that says one", "![[noon](time:1772463600)](x.png)", "noon"},
		{"styles in the link", "[high **noon**](time:1772463600)", "high noon (time:1772463600)"},
		{"code", "`[noon](time:1772463600)`", "[noon](time:1772463600)"},
		{"an end without a beginning", "noon](time:1772463600)", "noon](time:1772463600)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			authored := Authored(tt.text)
			if got := Plain(authored); got != tt.shown {
				t.Errorf("an author's shows %q, wanted %q", got, tt.shown)
			}
			// As part of a sentence, after another's open bracket, and however
			// often it is rewritten.
			for _, m := range []Markdown{authored, "[see " + authored, write(authored.Blocks()), write(write(authored.Blocks()).Blocks()), Escape(tt.text)} {
				if got := moments(m.Blocks()); len(got) > 0 {
					t.Errorf("%q has the moments %+v", m, got)
				}
			}
		})
	}
}

func TestAuthoredLeavesOtherTextAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"Start time: 16:00", "[a](https://example.org) *b*", "time:1 [[1]]", ""} {
		if got := Authored(s); string(got) != s {
			t.Errorf("%q becomes %q", s, got)
		}
	}
}

func FuzzNobodyElseWritesMoments(f *testing.F) {
	for _, s := range append(plainTexts, "[a](time:1)", "![[a](time:1)](b)", "](time:1)", "[a](<time:1>)", "`[a](time:1)`", "[a](time\\:1)", "[![a](b)](time:1)") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		authored := Authored(s)
		blocks := authored.Blocks()
		described := authored.Described()
		rest, _ := authored.Pictures()
		for _, again := range [][]Block{blocks, write(blocks).Blocks(), rest.Blocks(), described.Blocks(), Escape(s).Blocks()} {
			if got := moments(again); len(got) > 0 {
				t.Errorf("of %q come the moments %+v", s, got)
			}
		}
	})
}
