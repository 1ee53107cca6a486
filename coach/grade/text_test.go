package grade_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
	"pacer/coach/grade"
)

func text(answer string, accept ...string) course.Item {
	return course.Item{ID: answer, Kind: course.Text, Question: "What is it?", Answer: answer, Accept: accept}
}

func TestText(t *testing.T) {
	right, wrong, again, unread := grade.Right, grade.Wrong, grade.Again, grade.Unread
	tests := []struct {
		key  string // accepted answers, by |
		said map[grade.Verdict]string
	}{
		{"Nile", map[grade.Verdict]string{
			right:  "Nile|nile|NILE|the Nile|The Nile.|\"Nile\"|«Nile»| nile! |it's the Nile|I think it is the Nile|the answer is: Nile|the Nile, I think|ｎｉｌｅ|N\u200bile",
			again:  "Nlie|Niel|Nil|Niles|the Niel",
			wrong:  "Ni|Nigel|Amazon|Nile Delta|Nile1",
			unread: "Nile?|hi|ok|lol|thanks!|what|what is a river|help me please|idk|I don't know|…|🙂|how do I do this|a very long river in the north of Africa",
		}},
		{"photosynthesis", map[grade.Verdict]string{
			right: "Photosynthesis",
			again: "photosyntesis|photosynthsis|fotosynthesis|photosythnesis|photosinthesys",
			wrong: "fotosyntesis|chemosynthesis|photo",
		}},
		{"crème brûlée", map[grade.Verdict]string{
			right: "creme brulee|Crème Brulée|crème-brûlée|CREME BRU\u0302LE\u0301E",
			again: "creme brule|cremebrulee",
		}},
		{"Łódź|Lodz", map[grade.Verdict]string{right: "lodz|łódz|LODZ"}},
		{"Straße", map[grade.Verdict]string{right: "STRASSE|strasse", again: "strase"}},
		{"ice cream", map[grade.Verdict]string{right: "ice-cream|an ice cream", again: "icecream", wrong: "ice"}},
		{"U.S.A.", map[grade.Verdict]string{right: "usa|USA|the USA|u.s.a", wrong: "uk"}},
		{"mother-in-law", map[grade.Verdict]string{right: "mother in law|Mother‑in‑law", again: "motherinlaw"}},
		{"salt & pepper", map[grade.Verdict]string{right: "salt and pepper|Salt & Pepper"}},
		// Short words, numbers and what is beside them bear no slips.
		{"sun", map[grade.Verdict]string{right: "the sun", wrong: "son|sin|suns"}},
		{"vitamin C", map[grade.Verdict]string{right: "Vitamin c", again: "vitmain c", wrong: "vitamin D|vitamin"}},
		{"North Korea", map[grade.Verdict]string{again: "Noth Korea|North Koera", wrong: "South Korea"}},
		{"Louis XVIII", map[grade.Verdict]string{right: "louis xviii", again: "Luois XVIII", wrong: "Louis XVII|Louis XVI"}},
		{"World War 2", map[grade.Verdict]string{right: "world war 2", again: "wolrd war 2", wrong: "world war 1"}},
		{"1945", map[grade.Verdict]string{right: "1945|1945.", wrong: "1944|1954|194"}},
		{"endothermic", map[grade.Verdict]string{again: "endothermc|endotermic", wrong: "exothermic"}},
		{"ascending", map[grade.Verdict]string{again: "asending", wrong: "descending"}},
		{"regular", map[grade.Verdict]string{wrong: "irregular"}},
		{"microeconomics", map[grade.Verdict]string{wrong: "macroeconomics"}},
		// Formulas are taken letter by letter.
		{"(x + 1)^2", map[grade.Verdict]string{right: "(x+1)^2|(X + 1)²|( x + 1 )^2", wrong: "x+1^2|(x+2)^2|(x-1)^2"}},
		{"x − 1", map[grade.Verdict]string{right: "x-1|x – 1", wrong: "x1|x+1"}},
		{"covid-19", map[grade.Verdict]string{right: "Covid 19|COVID-19", wrong: "covid-18"}},
		{"5-year-old", map[grade.Verdict]string{right: "5 year old"}},
		{"x-ray", map[grade.Verdict]string{right: "X ray"}},
		{"1914-1918", map[grade.Verdict]string{right: "1914–1918|1914 - 1918", wrong: "1914 1918|1914-1919"}},
		{"C++", map[grade.Verdict]string{right: "c++", wrong: "C|C#"}},
		{"sin(x)-cos(x)", map[grade.Verdict]string{right: "sin(x) - cos(x)", wrong: "sin x cos x|sin(x)cos(x)"}},
		{"?", map[grade.Verdict]string{right: "?", wrong: "!|."}},
		// Scripts
		{"東京", map[grade.Verdict]string{right: "東京|東京。", wrong: "京都|東大"}},
		{"が", map[grade.Verdict]string{right: "が|か\u3099", wrong: "か"}},
		{"Й", map[grade.Verdict]string{right: "й", wrong: "и"}},
		{"Ёлка", map[grade.Verdict]string{right: "елка|ёлка", again: "елкаа"}},
		{"القاهرة", map[grade.Verdict]string{right: "القاهرة|القَاهِرَة", again: "القاهر"}},
		{"दिल्ली", map[grade.Verdict]string{right: "दिल्ली", wrong: "दल"}},
		// What is an aside elsewhere is an answer where an aside is asked for.
		{"hello", map[grade.Verdict]string{right: "Hello!", wrong: "goodbye|thanks", again: "helo"}},
		{"no", map[grade.Verdict]string{right: "No.", wrong: "yes"}},
		{"what is it", map[grade.Verdict]string{right: "what is it", wrong: "what was that"}},
	}
	for _, test := range tests {
		keys := strings.Split(test.key, "|")
		item := text(keys[0], keys[1:]...)
		for verdict, list := range test.said {
			for said := range strings.SplitSeq(list, "|") {
				t.Run(fmt.Sprintf("%s for %s is %v", said, keys[0], verdict), func(t *testing.T) {
					got := grade.Answer(&item, nil, said)
					if got.Verdict != verdict {
						t.Errorf("it is %v, read %q, note %q", got.Verdict, got.Read, got.Note)
					}
					if got.Known != (verdict == right) {
						t.Errorf("known is %v", got.Known)
					}
					if isSlip := got.Note == grade.Spelling; isSlip != (got.Verdict == again) {
						t.Errorf("note is %q", got.Note)
					}
				})
			}
		}
	}
}

func TestTextIsReadAsTheKeyIsSpelled(t *testing.T) {
	item := text("Nile", "River Nile")
	for said, want := range map[string]string{
		"the nile": "Nile", "river nile": "River Nile", "amazon": "amazon", "nlie": "nlie",
	} {
		if got := grade.Answer(&item, nil, said).Read; got != want {
			t.Errorf("%q is read as %q, want %q", said, got, want)
		}
	}
}

func TestTextKnownToBeWrong(t *testing.T) {
	item := text("meiosis")
	item.Wrong = []course.Wrong{{Answer: "Mitosis", Feedback: "That one makes two cells.", Misconception: "one-division"}}
	want := grade.Result{
		Verdict: grade.Wrong, Known: true, Read: "the mitosis",
		Feedback: "That one makes two cells.", Misconception: "one-division",
	}
	if diff := cmp.Diff(want, grade.Answer(&item, nil, "the mitosis")); diff != "" {
		t.Errorf("a known wrong answer (-want +got):\n%s", diff)
	}
	if got := grade.Answer(&item, nil, "meioss"); got.Verdict != grade.Again {
		t.Errorf("a slip is %v", got.Verdict)
	}
	for _, said := range []string{"meitosis", "mieosis"} { // one letter from either
		if got := grade.Answer(&item, nil, said); got.Verdict != grade.Wrong {
			t.Errorf("%q, which may be the known wrong answer, is %v", said, got.Verdict)
		}
	}
}

func TestAccentsThatMakeAnotherWord(t *testing.T) {
	item := text("año")
	item.Wrong = []course.Wrong{{Answer: "ano", Feedback: "Mind the tilde."}}
	if got := grade.Answer(&item, nil, "año"); got.Verdict != grade.Right {
		t.Errorf("the key is %v", got.Verdict)
	}
	if got := grade.Answer(&item, nil, "ano"); got.Verdict != grade.Wrong || got.Feedback == "" {
		t.Errorf("the known wrong word is %v", got.Verdict)
	}
	item.Wrong = nil
	if got := grade.Answer(&item, nil, "ano"); got.Verdict != grade.Right {
		t.Errorf("without accents it is %v", got.Verdict)
	}
	if got := grade.Answer(&item, nil, "ano", "ano"); got.Verdict != grade.Wrong {
		t.Errorf("a neighbour's answer is %v", got.Verdict)
	}
}

func TestExactForgivesNoSlip(t *testing.T) {
	item := text("necessary")
	item.Exact = true
	for said, want := range map[string]grade.Verdict{
		"Necessary": grade.Right, "neccessary": grade.Wrong, "necesary": grade.Wrong,
	} {
		if got := grade.Answer(&item, nil, said); got.Verdict != want {
			t.Errorf("%q is %v, want %v", said, got.Verdict, want)
		}
	}
}

func TestExactTakesApostrophesSeriously(t *testing.T) {
	item := text("its")
	item.Exact = true
	for said, want := range map[string]grade.Verdict{
		"its": grade.Right, "'Its'.": grade.Right, "it's": grade.Wrong, "it’s": grade.Wrong,
	} {
		if got := grade.Answer(&item, nil, said); got.Verdict != want {
			t.Errorf("%q is %v, want %v", said, got.Verdict, want)
		}
	}
}

func TestSlipsStopAtOtherPlausibleAnswers(t *testing.T) {
	item := text("Slovenia")
	if got := grade.Answer(&item, nil, "Slovania"); got.Verdict != grade.Again {
		t.Fatalf("a slip is %v", got.Verdict)
	}
	for _, said := range []string{"Slovania", "Slovakia", "Slovaqia"} {
		if got := grade.Answer(&item, nil, said, "Estonia", "Slovakia"); got.Verdict != grade.Wrong {
			t.Errorf("%q, as near to Slovakia, is %v", said, got.Verdict)
		}
	}
	if got := grade.Answer(&item, nil, "Slovnia", "Estonia", "Slovakia"); got.Verdict != grade.Again {
		t.Errorf("a slip nearer to the key is %v", got.Verdict)
	}
	if got := grade.Answer(&item, nil, "Slovania", "slovenia"); got.Verdict != grade.Again {
		t.Errorf("with the same answer elsewhere a slip is %v", got.Verdict)
	}
}

func TestPlausibleCollectsNeighbours(t *testing.T) {
	c := &course.Course{Skills: []course.Skill{{ID: "capitals"}, {ID: "rivers"}}}
	own := text("Riga", "Rīga")
	own.Skill = "capitals"
	neighbour := text("Prague", "Praha")
	neighbour.Skill = "capitals"
	cloze := course.Item{ID: "cloze", Skill: "capitals", Kind: course.Cloze, Blanks: []course.Blank{{Answer: "Rome"}, {Answer: "3", Number: true}}}
	count := number("12")
	count.ID, count.Skill = "count", "capitals"
	far := text("Nile")
	far.Skill = "rivers"
	c.Items = []course.Item{own, neighbour, cloze, count, far}
	c.Index()
	if diff := cmp.Diff([]string{"Prague", "Praha", "Rome"}, grade.Plausible(c, &own)); diff != "" {
		t.Errorf("plausible answers (-want +got):\n%s", diff)
	}
}

func TestDontKnow(t *testing.T) {
	for _, said := range []string{"idk", "IDK", "I don't know", "i dont know.", "I don’t know!", "dunno", "no idea", "not sure", " I’m  not sure… "} {
		if !grade.DontKnow(said) {
			t.Errorf("%q is not understood", said)
		}
	}
	for _, said := range []string{"", "Nile", "know", "I know", "I don't know who you are", strings.Repeat("idk ", 1e5)} {
		if grade.DontKnow(said) {
			t.Errorf("%.20q is taken for not knowing", said)
		}
	}
}
