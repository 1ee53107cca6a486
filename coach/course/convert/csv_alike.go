package convert

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Some tables say which things are easily taken for one another, and how to
// tell them apart: a column "flag similarity" with "Moldova (wider, coat of arms
// with eagle)" beside Andorra, or hints beside two things that have the same
// answer. Each such pair is a misconception of the course, with an item that
// asks for the difference.

// lookAlike is one thing that a row says it looks like.
type lookAlike struct{ name, difference string }

// alikeEntry finds the next thing in a list of them: a name, and the difference
// in brackets.
var alikeEntry = regexp.MustCompile(`^[\s,;、，]*([^()（）]+?)\s*[(（]([^()（）]*)[)）]`)

// readAlike cuts a list like "Iceland (blue), Norway (red, blue cross)".
func readAlike(cell string) []lookAlike {
	const most = 20
	var out []lookAlike
	for len(out) < most {
		m := alikeEntry.FindStringSubmatchIndex(cell)
		if m == nil {
			break
		}
		out = append(out, lookAlike{tidy(cell[m[2]:m[3]]), tidy(cell[m[4]:m[5]])})
		cell = cell[m[1]:]
	}
	for name := range strings.SplitSeq(cell, ",") { // what is named without a difference
		if name = tidy(name); name != "" && len(out) < most {
			out = append(out, lookAlike{name: name})
		}
	}
	return out
}

// thing is what a row calls its thing, as plain text.
func (m *csvMaker) thing() string {
	if name := m.plain(m.cell("question")); name != "" {
		return name
	}
	return m.plain(m.cell("term"))
}

// readAlikes makes an item of each pair that rows name in their columns of what
// looks alike.
func (b *csvBuilder) readAlikes(rows []row) {
	byName := make(map[string]row, len(rows))
	for _, r := range rows {
		m := b.maker(r)
		byName[alike(m.thing())] = r
	}
	names := b.skillNames(rows)
	for _, r := range rows {
		m := b.maker(r)
		cell := m.plain(m.cell("alike"))
		if cell == "" {
			continue
		}
		list := readAlike(cell)
		for i, other := range list {
			partner, isKnown := byName[alike(other.name)]
			if at := strings.LastIndexByte(other.name, ','); !isKnown && at >= 0 { // the one before it has no brackets
				partner, isKnown = byName[alike(other.name[at+1:])]
			}
			switch {
			case !isKnown:
				b.skip(r, "it looks like something that is not in the table", other.name)
				continue
			case other.difference == "":
				b.skip(r, "it does not say how to tell the two apart", other.name)
				continue
			}
			pair := alikePair{builder: b, own: r, partner: partner, at: i, of: len(list)}
			it, ok := pair.make()
			if !ok {
				b.skip(r, "it does not say which two things look alike", cell)
				continue
			}
			it.Skill = names[m.skillName()]
			m.item, m.skill = it, m.skillName()
			rec := Record{Where: b.where(r), Course: b.course.ID}
			b.add(&m, &rec)
			b.report.Records = append(b.report.Records, rec)
		}
	}
}

// skip notes a pair of which no item can be made.
func (b *csvBuilder) skip(r row, reason, detail string) {
	b.report.Records = append(b.report.Records, Record{Where: b.where(r), Course: b.course.ID, Reason: reason, Detail: clip(detail)})
}

// alikePair is two things that look alike.
type alikePair struct {
	builder      *csvBuilder
	own, partner row
	at, of       int // the partner's place in the list of own, and how many stand there
}

// in is the pair as said in a language: the two names and the difference.
func (p *alikePair) in(columns *csvColumns, tag string) (own, partner, difference string, ok bool) {
	m := csvMaker{builder: p.builder, columns: columns, language: tag, row: p.own}
	other := csvMaker{builder: p.builder, columns: columns, language: tag, row: p.partner}
	list := readAlike(m.plain(m.cell("alike")))
	if len(list) != p.of {
		return "", "", "", false
	}
	own, partner, difference = m.thing(), other.thing(), list[p.at].difference
	return escape(own), escape(partner), escape(difference), own != "" && partner != "" && difference != "" && alike(own) != alike(partner)
}

// make makes the item: the difference is said, and which of the two is meant
// is asked.
func (p *alikePair) make() (_ course.Item, ok bool) {
	b := p.builder
	own, partner, difference, ok := p.in(&b.columns, b.course.Language)
	if !ok {
		return course.Item{}, false
	}
	what := b.columns.alike
	wrong := course.Option{Text: own, Misconception: b.mixUp(what, own, partner, partner+": "+difference)}
	it := course.Item{
		ID: b.prefix() + "alike-" + hash(alike(own)+"\x00"+alike(partner)), Kind: course.Choice,
		Question: p.question(what, own, partner, difference, b.course.Language),
		Options:  []course.Option{{Text: partner, Right: true}, wrong},

		Explanation: theAnswerIs(b.course.Language, partner),
	}
	for _, tag := range b.columns.languages {
		own, partner, difference, ok := p.in(b.columns.in[tag], tag)
		if ok {
			it.Translations = append(it.Translations, course.Translation{
				Language: tag, Question: p.question(what, own, partner, difference, tag),
				Options: []string{partner, own}, Explanation: theAnswerIs(tag, partner),
			})
		}
	}
	return it, true
}

// question asks which of the two is meant.
func (p *alikePair) question(what, own, partner, difference, tag string) string {
	if !isEnglish(tag) {
		return fmt.Sprintf("**%s**: %s?", escape(wordIn(what, tag)), difference)
	}
	pair := []string{own, partner}
	slices.Sort(pair) // the order must not say which is meant
	return fmt.Sprintf("Of **%s** and **%s**, the %s looks nearly the same. Which one is meant: %s?", pair[0], pair[1], escape(what), difference)
}

// mixUp is the misconception of taking one thing for the other, in whichever
// direction, and what tells them apart.
func (b *csvBuilder) mixUp(what, one, other, apart string) (id string) {
	pair := []string{one, other}
	slices.Sort(pair)
	id = slug("mix-up " + what + " " + pair[0] + " " + pair[1])
	apart = sentence(apart)
	at := slices.IndexFunc(b.course.Misconceptions, func(m course.Misconception) bool { return m.ID == id })
	if at < 0 {
		title := fmt.Sprintf("%s ↔ %s (%s)", pair[0], pair[1], escape(what))
		if isEnglish(b.course.Language) {
			title = fmt.Sprintf("mixes up %s and %s (%s)", pair[0], pair[1], escape(what))
		}
		b.course.Misconceptions = append(b.course.Misconceptions, course.Misconception{ID: id, Title: title, Teach: apart})
		return id
	}
	if known := &b.course.Misconceptions[at]; !strings.Contains(known.Teach, apart) {
		known.Teach += " " + apart
	}
	return id
}

// tellApart makes an item of each row whose answer others have as well, where
// hints tell them apart: it asks the way back, from the answer and the hint to
// the thing.
func (b *csvBuilder) tellApart(rows []row) {
	sharers := make(map[string][]row)
	for _, r := range rows {
		m := b.maker(r)
		answer, hint := alike(m.plain(m.cell("answer"))), m.plain(m.cell("hint"))
		if answer != "" && hint != "" && m.thing() != "" {
			sharers[answer] = append(sharers[answer], r)
		}
	}
	names := b.skillNames(rows)
	for _, r := range rows {
		m := b.maker(r)
		group := sharers[alike(m.plain(m.cell("answer")))]
		if len(group) < 2 || m.plain(m.cell("hint")) == "" {
			continue
		}
		back := wayBack{builder: b, own: r}
		for _, other := range group {
			if o := b.maker(other); alike(o.thing()) != alike(m.thing()) {
				back.others = append(back.others, other)
			}
		}
		it, ok := back.make()
		if !ok {
			continue // the hints are the same: nothing tells the two apart
		}
		m.skill = m.skillName()
		it.Skill = names[m.skill]
		m.item = it
		rec := Record{Where: b.where(r), Course: b.course.ID}
		b.add(&m, &rec)
		b.report.Records = append(b.report.Records, rec)
	}
}

// wayBack asks for a thing by the answer that others have as well.
type wayBack struct {
	builder *csvBuilder
	own     row
	others  []row
}

// in is the item in a language; not ok where something is missing in it, or
// does not tell the things apart.
func (w *wayBack) in(columns *csvColumns, tag string) (it course.Item, ok bool) {
	maker := func(r row) csvMaker {
		return csvMaker{builder: w.builder, columns: columns, language: tag, row: r}
	}
	m := maker(w.own)
	answer, hint := m.text(m.cell("answer")), m.text(m.cell("hint"))
	it = course.Item{Kind: course.Text, Answer: m.thing(), Explanation: theAnswerIs(tag, escape(m.thing()))}
	it.Question = fmt.Sprintf("**%s** (%s): %s?", answer, strings.TrimSuffix(hint, "."), escape(wordIn(columns.about, tag)))
	seen := map[string]bool{alike(it.Answer): true}
	for _, r := range w.others {
		o := maker(r)
		other, why := o.thing(), o.text(o.cell("hint"))
		if other == "" || why == "" || why == hint || seen[alike(other)] {
			return it, false
		}
		seen[alike(other)] = true
		it.Wrong = append(it.Wrong, course.Wrong{Answer: other, Feedback: sentence(fmt.Sprintf("**%s**: %s", escape(other), why))})
	}
	return it, answer != "" && hint != "" && it.Answer != "" && len(it.Wrong) > 0
}

// make makes the item, in all languages in which it can be asked.
func (w *wayBack) make() (course.Item, bool) {
	b := w.builder
	it, ok := w.in(&b.columns, b.course.Language)
	if !ok {
		return it, false
	}
	m := b.maker(w.own)
	it.ID = b.prefix() + "back-" + hash(alike(m.thing()))
	for i := range it.Wrong {
		o := b.maker(w.others[i])
		apart := fmt.Sprintf("%s: %s", escape(o.thing()), o.text(o.cell("hint")))
		it.Wrong[i].Misconception = b.mixUp(b.columns.asks, escape(m.thing()), escape(o.thing()), apart)
	}
	for _, tag := range b.columns.languages {
		if other, ok := w.in(b.columns.in[tag], tag); ok && len(other.Wrong) == len(it.Wrong) {
			it.Translations = append(it.Translations, course.Translation{
				Language: tag, Question: other.Question, Answer: other.Answer, Wrong: other.Wrong, Explanation: other.Explanation,
			})
		}
	}
	return it, true
}
