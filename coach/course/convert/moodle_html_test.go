package convert

import (
	"strings"
	"testing"

	"pacer/coach/course/formula"
)

func TestTextsOfAQuizBecomeTextsOfACourse(t *testing.T) {
	for _, tc := range []struct {
		name, raw string
		format    quizFormat
		want      string
	}{
		{"plain text means itself", "2 * 3 * 4 <b> &amp; _x_", quizPlain, `2 * 3 * 4 \<b> \&amp; \_x\_`},
		{"typed text without tags means itself", "a < b, c > d & e", quizAuto, `a < b, c > d & e`},
		{"typed text with tags is HTML", "<b>a</b>\nb", quizAuto, "**a**\nb"},
		{"paragraphs", "<p>a</p><p>b<br>c</p>", quizHTML, "a\n\nb\nc"},
		{"lines of the source mean nothing", "a\n  b\t c", quizHTML, "a b c"},
		{"entities", "&nbsp;a&nbsp;&lt;&amp;&eacute; ", quizHTML, "a <&é"},
		{"emphasis", "<strong>a</strong> <em>b</em> <i><b>c</b></i>", quizHTML, "**a** *b* ***c***"},
		{"emphasis cut in two", "<b>a</b><b> b</b>", quizHTML, "**a b**"},
		{"emphasis inside a word", "a<b>b</b>c", quizHTML, "a**b**c"},
		{"emphasis that would show its stars is left out", `a<b>"b"</b>c <i> d</i> <b></b><b>e<br>f</b>`, quizHTML, "a\"b\"c d e\nf"},
		{"emphasis that nobody ends", "<b>a", quizHTML, "a"},
		{"an end without a beginning", "a</b></ul></pre></sup></a>", quizHTML, "a"},
		{"tags that cross", "<b>a<i>b</b>c</i>", quizHTML, "**a*b**c*"},
		{"stars of the text are none of ours", "<b>2*3</b> *x*", quizHTML, `**2\*3** \*x\*`},
		{"a list", "<ul><li>a</li><li><p>b</p></li></ul>c", quizHTML, "- a\n- b\n\nc"},
		{"a list in a list", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", quizHTML, "1. a\n   - b\n2. c"},
		{"an item outside of lists", "<li>a", quizHTML, "a"},
		{"a table", "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>", quizHTML, "a | b\nc | d"},
		{"code", "<code>a *b* `c`</code>", quizHTML, "`` a *b* `c` ``"},
		{"a block of code keeps its lines and blanks", "x<pre>if a:\n    b &lt; c  \n</pre>y", quizHTML, "x\n\n```\nif a:\n    b < c\n```\n\ny"},
		{"code that looks like mathematics", `<code>\(x\)</code>`, quizHTML, "`\\(x\\)`"},
		{"raised and lowered", "x<sup>2</sup>, H<sub>2</sub>O, 1<sup>st</sup>, 2<sup>k+1</sup>, a<sub>i</sub>, 2<sup>n</sup>", quizHTML, "x², H₂O, 1st, 2^(k+1), a_i, 2ⁿ"},
		{"a link", `<a href="https://example.org/?a=1&amp;b=2">here</a>`, quizHTML, "[here](https://example.org/?a=1&b=2)"},
		{"links that lead nowhere good", `<a href="javascript:x">a</a> <a href="/b">b</a> <a href="https://x.org/(c">c</a> <a href="https://x.org"></a>`, quizHTML, "a b c"},
		{"an address with a sign nobody sees", "<a href=\"https://example.org/\u0080\u200b\ufffd\">a</a>", quizHTML, "a"},
		{"comments, scripts and styles", "a<!-- <b> --><script>b</script><style>c</style>d", quizHTML, "ad"},
		{"formulas", `\(x^2\) and \[\frac{1}{2}\] and $$y_1$$ and [tex]z^3[/tex] and $\alpha$`, quizHTML, `$x^2$ and $\frac{1}{2}$ and $y_1$ and $z^3$ and $\alpha$`},
		{"formulas with entities and tags", `$$a &lt; b<br>+ c_1$$`, quizHTML, `$a < b + c_1$`},
		{"sums of money", "$5 or $6, or $7_000", quizPlain, `\$5 or \$6, or \$7_000`},
		{"money before a formula", `$5 and $x^2$`, quizPlain, `\$5 and $x^2$`},
		{"LaTeX beside MathML", `<math><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></math>!`, quizHTML, "$x^2$!"},
		{"LaTeX that stands for MathML", `<math alttext="x^2"><mi>x</mi></math>`, quizHTML, "$x^2$"},
		{"formulas that Moodle drew", `<img class="texrender" alt="x^2" src="a.gif">`, quizHTML, "$x^2$"},
		{"a face", `fine <img class="icon emoticon" alt="smile" src="s.gif">`, quizHTML, "fine smile"},
		{"Markdown", "# A\n\n**b** and _c_\n\n    f()\n\n1. d\n2. e\n\n| g | h |\n|---|---|\n| i | j |", quizMarkdown, "A\n\n**b** and *c*\n\n```\nf()\n```\n\n1. d\n2. e\n\ng | h\ni | j"},
		{"formulas in Markdown", `\\(x_1*y*z\\)`, quizMarkdown, `$x_1*y*z$`},
		{"characters nobody sees", "a\u200b\x00\x1b[2J\ufffdb\U000f0001\U00100001", quizPlain, "a[2Jb"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := readProse(tc.raw, tc.format, richProse, nil)
			if got.text != tc.want || got.isBroken || got.hasMedia || got.lostPicture != "" {
				t.Errorf("%q becomes\n%q (%+v), want\n%q", tc.raw, got.text, got, tc.want)
			}
		})
	}
}

func TestOptionsAndTypedAnswersLoseTheirLook(t *testing.T) {
	const raw = `<p><b>a</b> <code>b*</code> x<sup>2</sup> <a href="https://example.org">c_</a></p><ul><li>d</li></ul>`
	if got := readProse(raw, quizHTML, optionProse, nil).text; got != "a `b*` x² c\\_\n\nd" {
		t.Errorf("an option: %q", got)
	}
	if got := readProse(raw, quizHTML, typedProse, nil).text; got != "a b* x^2 c_ d" {
		t.Errorf("a typed answer: %q", got)
	}
}

func TestWhatCannotBeShownIsTold(t *testing.T) {
	for raw, is := range map[string]func(prose) bool{
		`<img src="a.png" alt="a thing">`:                     func(p prose) bool { return p.lostPicture != "" },
		`<svg><text>a</text></svg>`:                           func(p prose) bool { return p.lostPicture != "" && p.text == "" },
		`<audio src="a.mp3"></audio>`:                         func(p prose) bool { return p.hasMedia },
		`<iframe src="https://example.org"><b>x</b></iframe>`: func(p prose) bool { return p.hasMedia && p.text == "" },
		`<math><mlongdiv><mn>3</mn></mlongdiv></math>`:        func(p prose) bool { return p.isBroken },
		`\(\fracsin{x}{2}\)`:                                  func(p prose) bool { return p.isBroken },
		`no \(x^2\)`:                                          func(p prose) bool { return p.hasMath && !p.isBroken && !p.hasMedia },
	} {
		if got := readProse(raw, quizHTML, richProse, nil); !is(got) {
			t.Errorf("%s: %+v", raw, got)
		}
	}
}

func FuzzProse(f *testing.F) {
	for _, seed := range []string{"<b>a<i>b</b>", "<ul><li>a<ol><li>b", "<pre>a\n b", "x<sup>2", `\(a\) $$b$$ <math>`, "<a href='https://x.org'>a", "**a** `b` ![c](d)", "<table><tr><td>a", `<img alt="\(x\)" src=a>`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		keep := func(string) (string, string) { return "media/a.png", "" }
		for format := quizAuto; format <= quizMarkdown; format++ {
			for style := richProse; style <= typedProse; style++ {
				got := readProse(raw, format, style, keep).text
				if strings.ContainsFunc(got, isAtom) || strings.ContainsFunc(got, isMathMark) || strings.TrimSpace(got) != got {
					t.Errorf("%q as format %d in style %d: %q", raw, format, style, got)
				}
				_ = formula.Readable(got)
			}
		}
	})
}
