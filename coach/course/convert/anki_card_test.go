package convert

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
)

// described is a card's item in short: kind, question, answers and the rest.
func described(t *testing.T, s ankiSample) (text string, report *Report) {
	t.Helper()
	courses, report := importAnki(t, s.generation(t, 1), Options{})
	checkKeys(t, courses)
	if len(courses) == 0 {
		return "skipped: " + report.Records[0].Reason, report
	}
	it := courses[0].Items[0]
	var answers []string
	for _, b := range it.Blanks {
		answers = append(answers, b.Answer)
		if b.Number {
			answers[len(answers)-1] += " (number)"
		}
	}
	lines := []string{string(it.Kind) + " " + it.Question, "= " + it.Answer + it.Model + strings.Join(answers, "; "), "because " + it.Explanation}
	for _, h := range it.Hints {
		lines = append(lines, "hint "+h.Words())
	}
	return strings.Join(lines, "\n"), report
}

func TestAnkiCardsBecomeItems(t *testing.T) {
	withSides := func(front, back string) sampleType {
		return sampleType{9, "Own", false, []string{"Word", "Meaning", "Example", "Note 2"}, [][2]string{{front, back}}}
	}
	for _, tc := range []struct {
		name   string
		kind   sampleType
		ord    int64
		fields []string
		want   string
	}{
		{"a term is asked about in a sentence", basicType, 0, []string{"Spain", "Madrid"},
			"text What goes with **Spain**?\n= Madrid\nbecause The answer is: Madrid."},
		{"the second card asks the other way", reversedType, 1, []string{"Spain", "Madrid"},
			"text What goes with **Madrid**?\n= Spain\nbecause The answer is: Spain."},
		{"an optional second card is followed", optionalType, 1, []string{"Spain", "Madrid", "y"},
			"text What goes with **Madrid**?\n= Spain\nbecause The answer is: Spain."},
		{"an optional second card that is not wanted is empty", optionalType, 1, []string{"Spain", "Madrid", "<br>"},
			"skipped: " + ankiNoQuestion},
		{"a number is one", basicType, 0, []string{"Legs of a spider?", "8"},
			"number Legs of a spider?\n= 8\nbecause The answer is: 8."},
		{"a number in a formula is one", basicType, 0, []string{"A half?", `\(\frac{1}{2}\)`},
			"number A half?\n= 1/2\nbecause The answer is: $\\frac{1}{2}$"},
		{"true and false are a statement's", basicType, 0, []string{"A whale is a fish", "False"},
			"true-false A whale is a fish\n= false\nbecause The answer is: False."},
		{"a long answer is compared", basicType, 0, []string{"Why is the sky blue?", "Because air scatters short waves more than it scatters long ones."},
			"free Why is the sky blue?\n= Because air scatters short waves more than it scatters long ones.\nbecause Because air scatters short waves more than it scatters long ones."},
		{"a list is compared", basicType, 0, []string{"Colours of France?", "<ul><li>blue</li><li>white</li><li>red</li></ul>"},
			"free Colours of France?\n= \\- blue\n\\- white\n\\- red\nbecause \\- blue\n\\- white\n\\- red"},
		{"what is to be typed is, even if it is long", typedType, 0, []string{"Say it", "one two three four five six seven eight nine ten"},
			"text What goes with **Say it**?\n= one two three four five six seven eight nine ten\nbecause The answer is: one two three four five six seven eight nine ten."},
		{"a formula is compared", basicType, 0, []string{"Area of a circle?", `\(\pi r^2\)`},
			"free Area of a circle?\n= $\\pi r^2$\nbecause $\\pi r^2$"},
		{"signs of Markdown are only signs", basicType, 0, []string{"*args, `x` and $5 &lt;b&gt;", "__init__"},
			"text What goes with **\\*args, \\`x\\` and \\$5 \\<b>**?\n= \\_\\_init\\_\\_\nbecause The answer is: \\_\\_init\\_\\_."},
		{"what stands beside the answer explains", withSides("{{Word}}?", answerSide+"<b>{{Meaning}}</b><br>Say: {{Example}}<br>Nothing: {{Note 2}}"), 0, []string{"chat", "cat", "le chat dort", ""},
			"text chat?\n= cat\nbecause The answer is: cat.\n\nSay: le chat dort"},
		{"fields that by their names say more are no answers", withSides("{{Word}}", answerSide+"{{Meaning}} ({{Note 2}})<br>{{Example}}"), 0, []string{"chat", "cat", "le chat dort", ""},
			"text What goes with **chat**?\n= cat\nbecause The answer is: cat.\n\nle chat dort"},
		{"an answer side without a rule has what is new", withSides("What is {{Word}}?", "What is {{Word}}?<br>{{Meaning}}"), 0, []string{"chat", "cat", "", ""},
			"text What is chat?\n= cat\nbecause The answer is: cat."},
		{"several fields that by their names are answers are compared", sampleType{9, "Own", false, []string{"Word", "Reading", "Meaning"}, [][2]string{{"{{Word}}", answerSide + "Reading: {{Reading}}<br>Meaning: {{Meaning}}"}}}, 0, []string{"犬", "いぬ", "dog"},
			"free What goes with **犬**?\n= Reading: いぬ\nMeaning: dog\nbecause Reading: いぬ\nMeaning: dog"},
		{"the answer may stand above the rule", sampleType{9, "Own", false, []string{"Word", "Reading", "Meaning"}, [][2]string{{"{{Word}}", "{{Reading}}, {{Meaning}}<hr id=answer>"}}}, 0, []string{"犬", "いぬ", "dog"},
			"free What goes with **犬**?\n= いぬ, dog\nbecause いぬ, dog"},
		{"a hint stays one", withSides("{{Word}}?{{hint:Example}}", answerSide+"{{Meaning}}"), 0, []string{"chat", "cat", "miaow", ""},
			"text chat?\n= cat\nbecause The answer is: cat.\nhint miaow"},
		{"what must be looked at on demand is the question where nothing else is", withSides("Look:{{hint:Word}}", answerSide+"{{Meaning}}"), 0, []string{"chat", "cat", "", ""},
			"text Look:\nchat\n= cat\nbecause The answer is: cat."},
		{"conditions are followed", withSides("{{#Example}}Fill in {{Example}}{{/Example}}{{^Example}}Translate {{Word}}{{/Example}}", answerSide+"{{Meaning}}"), 0, []string{"chat", "cat", "&nbsp;", ""},
			"text Translate chat\n= cat\nbecause The answer is: cat."},
		{"conditions that close in the wrong order are read as meant", withSides("{{#Word}}{{#Meaning}}Translate {{Word}}{{/Word}}{{/Meaning}}", answerSide+"{{Meaning}}"), 0, []string{"chat", "cat", "", ""},
			"text Translate chat\n= cat\nbecause The answer is: cat."},
		{"other marks of fields are known", withSides("{{=<% %>=}}Translate <%Word%>, not {{this}}", answerSide+"{{Meaning}}"), 0, []string{"chat", "cat", "", ""},
			"text Translate chat, not {{this}}\n= cat\nbecause The answer is: cat."},
		{"comments, scripts and styles go", withSides("<style>b{}</style><!-- {{Word}} --><script>alert('{{Word}}')</script>Translate {{ Word }}{{! not this }}", answerSide+"{{Meaning}}"), 0, []string{"chat", "cat", "", ""},
			"text Translate chat\n= cat\nbecause The answer is: cat."},
		{"readings stand beside what they are of", withSides("{{furigana:Word}}?", answerSide+"{{Meaning}}"), 0, []string{"日本[にほん] 語[ご]", "Japanese", "", ""},
			"text 日本 (にほん)語 (ご)?\n= Japanese\nbecause The answer is: Japanese."},
		{"a deck's name may be asked with", withSides("{{Subdeck}}: {{Word}}, {{Tags}}", answerSide+"{{Meaning}}"), 0, []string{"chat", "cat", "", ""},
			"text Test: chat,\n= cat\nbecause The answer is: cat."},
		{"a sound is nothing to read", basicType, 0, []string{"[sound:a.mp3]", "cat"}, "skipped: " + ankiOnlySound},
		{"a sound beside words goes", basicType, 0, []string{"chat? [sound:a.mp3]", "cat[sound:b.mp3]"},
			"text chat?\n= cat\nbecause The answer is: cat."},
		{"a picture alone is no answer", basicType, 0, []string{"chat?", "<img src=a.png>"}, "skipped: " + ankiOnlyPicture},
		{"a question about a picture that lacks is skipped", basicType, 0, []string{"What is this? <img src=a.png>", "cat"}, "skipped: " + noFigure},
		{"a drawing cannot be asked about", basicType, 0, []string{"What is this? <svg><text>cat</text></svg>", "cat"}, "skipped: " + hasFigure},
		{"no answer, no item", basicType, 0, []string{"chat?", " "}, "skipped: " + ankiNoAnswer},
		{"a card whose template is gone is skipped", basicType, 4, []string{"chat?", "cat"}, "skipped: " + ankiNoCard},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, report := described(t, oneCard(tc.kind, tc.ord, tc.fields...))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%s\n%s", diff, report)
			}
		})
	}
}

func TestAnkiDeletionsBecomeBlanks(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		ord        int64
		want       string
	}{
		{"one of two is asked for", "{{c1::Vienna}} lies on the {{c2::Danube}}.", 0,
			"cloze [[1]] lies on the Danube.\n= Vienna\nbecause Vienna lies on the Danube."},
		{"the other has its hint beside it", "{{c1::Vienna}} lies on the {{c2::Danube::river}}.", 1,
			"cloze Vienna lies on the [[1]] (river).\n= Danube\nbecause Vienna lies on the Danube."},
		{"two of one number are asked for together", "{{c1::Two}} and two are {{c1::4}}.", 0,
			"cloze [[1]] and two are [[2]].\n= Two; 4 (number)\nbecause Two and two are 4."},
		{"a deletion inside another", "{{c1::The {{c2::blue}} Danube}} flows.", 1,
			"cloze The [[1]] Danube flows.\n= blue\nbecause The blue Danube flows."},
		{"a deletion around another", "{{c1::The {{c2::blue::colour}} Danube::river}} flows.", 0,
			"cloze [[1]] (river) flows.\n= The blue Danube\nbecause The blue Danube flows."},
		{"several numbers", "{{c1,3::Vienna}} is {{c2::a city}}.", 2,
			"cloze [[1]] is a city.\n= Vienna\nbecause Vienna is a city."},
		{"a deletion in a formula is compared", `Then \( x = {{c1::\frac{1}{2}}} \).`, 0,
			"free Then $x = …$.\n= $\\frac{1}{2}$\nbecause Then $x = \\frac{1}{2}$."},
		{"a deleted formula is compared", `The area is {{c1::\(\pi r^2\)}}.`, 0,
			"free The area is ….\n= $\\pi r^2$\nbecause The area is $\\pi r^2$."},
		{"code keeps its lines", "<pre>for i in {{c1::range}}(3):\n    print(i)</pre>", 0,
			"cloze ```\nfor i in [[1]](3):\n    print(i)\n```\n= range\nbecause ```\nfor i in range(3):\n    print(i)\n```"},
		{"brackets in the text are no blank", "a[[1]] is {{c1::b}}", 0,
			"cloze a\\[ [1]] is [[1]]\n= b\nbecause a\\[[1]] is b"},
		{"a deletion that does not end is text", "{{c1::Vienna}} and {{c2::so on", 0,
			"cloze [[1]] and {{c2::so on\n= Vienna\nbecause Vienna and {{c2::so on"},
		{"a deletion where nothing is shown is skipped", "<script>{{c1::a}}</script>b", 0, "skipped: " + ankiNoDeletion},
		{"a deleted formula without anything to see is skipped", `a {{c1::\(~\)}}`, 0, "skipped: " + ankiOnlyPicture},
		{"parts of a picture cannot be hidden", "{{c1::image-occlusion:rect:left=.1:top=.2}}", 0, "skipped: " + ankiOcclusion},
		{"a number that is gone is skipped", "{{c1::Vienna}}", 3, "skipped: " + ankiNoDeletion},
		{"a deleted picture cannot be typed", "This: {{c1::<img src=a.png>}}", 0, "skipped: " + ankiOnlyPicture},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, report := described(t, oneCard(clozeType, tc.ord, tc.text, ""))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%s\n%s", diff, report)
			}
		})
	}
}

func TestAnkiHTMLBecomesText(t *testing.T) {
	for _, tc := range []struct{ html, want string }{
		{"one<br>two<div>three</div><div><br></div>four", "one\ntwo\nthree\n\nfour"},
		{"a &lt;b&gt; &amp;amp; c &nbsp; d", `a \<b> \&amp; c d`},
		{"H<sub>2</sub>O, x<sup>2</sup>, e<sup>-x</sup>, 1<sup>st</sup>, a<sub>ij</sub>", "H₂O, x², e^(-x), 1st, a_ij"},
		{"<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a | b\n1 | 2"},
		{"<ol><li>one</li><li>two</li></ol>", "\\- one\n\\- two"},
		{"<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", "漢 (かん)字"},
		{"say <code>a &lt; `b`</code> now", "say `` a < `b` `` now"},
		{`\(a &lt; b\) and \[c\]`, "$a < b$ and $c$"},
		{"<anki-mathjax>x^2</anki-mathjax> [$]y[/$] [$$]z_1[/$$]", "$x^2$ $y$ $z_1$"},
		{`[latex]If $a&gt;0$ then $\sqrt{a}$ is.[/latex]`, `If $a>0$ then $\sqrt{a}$ is.`},
		{`[latex]\begin{cases} a \\ b \end{cases}[/latex]`, `$\begin{cases} a \\ b \end{cases}$`},
		{"it costs $5, not $6", `it costs \$5, not \$6`},
		{`C:\new\(x`, `C:\new\\(x`},
		{"<plaintext>a<b>", `a\<b>`},
		{"<script>no", ""},
		{"# no heading", `\# no heading`},
	} {
		if got, isBroken := cleanAnki(tc.html).markdown(nil, nil); got != tc.want || isBroken {
			t.Errorf("%s\n got %q\nwant %q", tc.html, got, tc.want)
		}
	}
}

func TestAnkiQuestionsInOtherLanguagesStandAlone(t *testing.T) {
	courses, _ := importAnki(t, oneCard(basicType, 0, "Spanien", "Madrid").generation(t, 2), Options{Language: "de"})
	it := courses[0].Items[0]
	if it.Question != "Spanien" || it.Explanation != "Madrid" || it.Kind != course.Text {
		t.Errorf("%+v", it)
	}
}
