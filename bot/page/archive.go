package page

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"pacer/bot"
	"pacer/bot/chart"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
)

// Archive writes all that is kept about the viewer, as a ZIP file: what can be
// read by a person as CSV and pictures, all of it as JSON, and a README in their
// language. It is of one moment: whoever is deleted meanwhile is in it wholly, or
// gets an error. What a safety contact was told is not in it: it may lie where
// others read it.
func (p *Pages) Archive(ctx context.Context, who Viewer, w io.Writer) error {
	var held bytes.Buffer
	if err := p.look(ctx, who, func(v *visit) error {
		held.Reset()
		return v.archive(&held)
	}); err != nil {
		return err
	}
	_, err := held.WriteTo(w)
	return err
}

// packer writes the files of an archive, and remembers the first error.
type packer struct {
	zip *zip.Writer
	at  time.Time
	err error
}

// file begins a file.
func (p *packer) file(name string) io.Writer {
	if p.err != nil {
		return io.Discard
	}
	w, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: p.at})
	if p.err = err; err != nil {
		return io.Discard
	}
	return w
}

// json writes a value as a file.
func (p *packer) json(name string, v any) {
	e := json.NewEncoder(p.file(name))
	e.SetIndent("", "\t")
	p.err = errors.Join(p.err, e.Encode(v))
}

// csv writes rows as a file.
func (p *packer) csv(name string, rows [][]string) {
	t := &table{w: csv.NewWriter(p.file(name))}
	for _, r := range rows {
		t.row(r...)
	}
	p.err = errors.Join(p.err, t.end())
}

// archive writes all that is kept about the viewer.
func (v *visit) archive(w io.Writer) error {
	p := &packer{zip: zip.NewWriter(w), at: v.Now}
	me := v.Me
	if err := v.packPerson(p, &me); err != nil {
		return err
	}
	if err := v.packAnswers(p, &me); err != nil {
		return err
	}
	if err := v.packSkills(p, &me); err != nil {
		return err
	}
	if err := v.packThoughts(p, &me); err != nil {
		return err
	}
	if err := v.packCare(p, &me); err != nil {
		return err
	}
	_, err := io.WriteString(p.file("README.txt"), v.readme(&me))
	return errors.Join(p.err, err, p.zip.Close())
}

// readme says what is in an archive.
func (v *visit) readme(me *coach.Person) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", chat.Plain(v.Say("data.readme", say.Args{"Name": me.Name, "Day": v.Date(v.Now.In(v.Zone))})))
	for _, file := range []chat.Markdown{
		v.Say("data.readme.you"), v.Say("data.readme.answers"), v.Say("data.readme.skills"), v.Say("data.readme.thoughts"), v.Say("data.readme.read"),
		v.Say("data.readme.sessions"), v.Say("data.readme.alerts"), v.Say("data.readme.json"),
	} {
		fmt.Fprintf(&b, "%s\n", chat.Plain(file))
	}
	fmt.Fprintf(&b, "\n%s\n", chat.Plain(v.Say("data.readme.next")))
	return b.String()
}

// packed is what a person is and has chosen.
type packed struct {
	Person   coach.Person
	Accounts []packedAccount
	Classes  []packedClass
	Consents []packedConsent
	Deleted  *time.Time `json:",omitempty"` // when all of it goes, where they asked for that
}

type packedAccount struct{ Platform, User string }

type packedClass struct {
	Name string
	Role coach.Role
}

type packedConsent struct {
	To        string // which text, by its key, language and version
	By        bot.ConsentRole
	At        time.Time
	Withdrawn *time.Time `json:",omitempty"`
}

func (v *visit) packPerson(p *packer, me *coach.Person) error {
	x := packed{Person: *me}
	accounts, err := v.Accounts(me.ID)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		x.Accounts = append(x.Accounts, packedAccount{a.Platform, a.User})
	}
	members, err := v.Memberships(me.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		c, err := v.Class(m.Class)
		if err != nil {
			return err
		}
		x.Classes = append(x.Classes, packedClass{c.Name, m.Role})
	}
	consents, err := v.Consents(me.ID)
	if err != nil {
		return err
	}
	for _, c := range consents {
		one := packedConsent{To: c.Text, By: c.Role, At: c.At}
		if !c.Holds() {
			one.Withdrawn = &c.Until
		}
		x.Consents = append(x.Consents, one)
	}
	if l, err := v.Leaving(me.ID); err == nil {
		x.Deleted = &l.Due
	} else if !coach.IsNotFound(err) {
		return err
	}
	p.json("you.json", x)
	rows, err := flat(x)
	if err != nil {
		return err
	}
	p.csv("you.csv", append([][]string{{"what", "is"}}, rows...))
	sessions, err := v.Sessions(me.ID, math.MaxInt32)
	if err != nil {
		return err
	}
	open, err := v.OpenSession(me.ID)
	if err == nil {
		sessions = append([]coach.Session{open}, sessions...)
	} else if !coach.IsNotFound(err) {
		return err
	}
	p.json("sessions.json", sessions)
	return nil
}

// flat writes a value as rows of a path and what stands there, in the order of the
// paths; what is empty is left out.
func flat(v any) (rows [][]string, err error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber() // as it was written
	if err := d.Decode(&tree); err != nil {
		return nil, err
	}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, inner := range v {
				walk(strings.TrimPrefix(path+"."+key, "."), inner)
			}
		case []any:
			for i, inner := range v {
				walk(path+"."+strconv.Itoa(i+1), inner)
			}
		case nil:
		default:
			if text := fmt.Sprint(v); text != "" {
				rows = append(rows, []string{path, text})
			}
		}
	}
	walk("", tree)
	slices.SortFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return rows, nil
}

// packedAnswer is an answer as it was given.
type packedAnswer struct {
	Time          time.Time
	Skill         string
	Item          string `json:",omitempty"`
	Shown         string `json:",omitempty"` // another way in which a skill was shown, without an item
	Question      string `json:",omitempty"` // empty where it is not kept any more
	Answer        string `json:",omitempty"`
	Right         bool
	Corrected     string  `json:",omitempty"` // "regrade" or "mistap"
	Try           int     // 1 is the first
	Counts        bool    // moves what is thought to be known
	Hints         int     `json:",omitempty"`
	Seconds       float64 `json:",omitempty"`
	Sure          int     `json:",omitempty"` // 1 a guess, 2 thought so, 3 sure
	Misconception string  `json:",omitempty"`
}

// wordsAtOnce is how many attempts' words are read together.
const wordsAtOnce = 500

func (v *visit) packAnswers(p *packer, me *coach.Person) error {
	history, err := coach.History(v.Reader, me.ID, math.MaxInt64)
	if err != nil {
		return err
	}
	corrections := correctionsIn(history)
	attempts := slices.DeleteFunc(slices.Clone(history), func(e coach.Entry) bool {
		return e.Kind != coach.EntryAttempt && e.Kind != coach.EntryShown
	})
	asked := make(map[string]*course.Item)
	var all []packedAnswer
	for some := range slices.Chunk(attempts, wordsAtOnce) {
		positions := make([]int64, len(some))
		for i := range some {
			positions[i] = some[i].Position
		}
		words, err := v.WordsOf(positions)
		if err != nil {
			return err
		}
		for i := range some {
			e := &some[i]
			a, err := v.packAnswer(e, corrections[e.Position], words[e.Position], asked)
			if err != nil {
				return err
			}
			all = append(all, a)
		}
	}
	p.json("answers.json", all)
	rows := [][]string{{"time", "skill", "item", "question", "answer", "right", "corrected", "shown", "try", "counts", "hints", "seconds", "sure", "misconception"}}
	for i := range all {
		a := &all[i]
		rows = append(rows, []string{
			a.Time.UTC().Format(time.RFC3339), a.Skill, a.Item, a.Question, a.Answer, strconv.FormatBool(a.Right), a.Corrected, a.Shown, strconv.Itoa(a.Try),
			strconv.FormatBool(a.Counts), strconv.Itoa(a.Hints), strconv.FormatFloat(a.Seconds, 'f', -1, 64), strconv.Itoa(a.Sure), a.Misconception,
		})
	}
	p.csv("answers.csv", rows)
	return nil
}

func (v *visit) packAnswer(e, correction *coach.Entry, words bot.Words, asked map[string]*course.Item) (packedAnswer, error) {
	a := packedAnswer{
		Time: e.At, Item: e.Item, Right: isRight(e, correction), Try: e.Try, Counts: e.Counts, Hints: e.Hints, Sure: words.Confidence,
		Seconds: math.Round(10*e.Took.Seconds()) / 10, Misconception: e.Misconception,
	}
	if correction != nil {
		a.Corrected = string(correction.Kind)
	}
	if len(e.Skills) > 0 {
		a.Skill = e.Skills[0]
	}
	if e.Kind == coach.EntryShown {
		a.Shown, a.Answer = string(e.Purpose), words.Said
		return a, nil
	}
	key := fmt.Sprint(e.Item, " ", e.Version, " ", e.Seed)
	it, ok := asked[key]
	if !ok {
		var err error
		if it, err = v.Asked(e); err != nil {
			return a, err
		}
		asked[key] = it
	}
	if it != nil {
		a.Question = chat.Plain(v.Question(it))
	}
	var err error
	a.Answer, err = v.said(e, it, words.Said)
	return a, err
}

func (v *visit) packSkills(p *packer, me *coach.Person) error {
	known, err := v.Knowledge(me, v.Courses.IDs())
	if err != nil {
		return err
	}
	rows := [][]string{{"skill", "name", "level", "percent", "fading"}}
	var bars []*chart.Bars
	for i := range known {
		k := &known[i]
		name, level := chat.Plain(v.Title(k.Skill)), chat.Plain(v.LevelName(k.Why.Level))
		rows = append(rows, []string{k.Skill, name, level, strconv.Itoa(percent(k.P)), strconv.FormatBool(k.Fading)})
		if i%chart.MaxBars == 0 {
			bars = append(bars, &chart.Bars{Values: [][]float64{nil}})
		}
		b := bars[len(bars)-1]
		b.Rows, b.Words, b.Values[0] = append(b.Rows, name), append(b.Words, level), append(b.Values[0], 100*k.P)
	}
	p.csv("skills.csv", rows)
	for i, b := range bars {
		png, err := (chart.Chart{Title: chat.Plain(v.Say("chart.known")), Bars: b}).PNG()
		if err != nil {
			return err
		}
		if _, err := p.file(fmt.Sprintf("pictures/skills-%d.png", i+1)).Write(png); err != nil {
			return err
		}
	}
	return nil
}

// packedThought is what somebody thought about their learning.
type packedThought struct {
	Time    time.Time
	Prompt  string `json:",omitempty"` // empty where it is asked no more
	Said    string `json:",omitempty"`
	Skipped bool   `json:",omitempty"`
	Share   string // who may read it
}

func (v *visit) packThoughts(p *packer, me *coach.Person) error {
	thoughts, err := v.Visitor.Thoughts(me.ID, math.MaxInt32)
	if err != nil {
		return err
	}
	var all []packedThought
	rows := [][]string{{"time", "asked", "said", "skipped", "shared with"}}
	for i := range thoughts {
		th := &thoughts[i]
		one := packedThought{th.At, chat.Plain(v.prompt(th)), th.Said, th.Skipped, fmt.Sprint(th.Share)}
		all = append(all, one)
		rows = append(rows, []string{one.Time.UTC().Format(time.RFC3339), one.Prompt, one.Said, strconv.FormatBool(one.Skipped), one.Share})
	}
	p.json("thoughts.json", all)
	p.csv("thoughts.csv", rows)
	readings, err := v.Readings(allReadings)
	if err != nil {
		return err
	}
	rows = [][]string{{"time", "who", "thoughts"}}
	for _, r := range readings {
		rows = append(rows, []string{r.At.UTC().Format(time.RFC3339), r.By, strconv.Itoa(r.N)})
	}
	p.csv("who-read-them.csv", rows)
	return nil
}

const allReadings = 10_000

// packedAlert is that a teacher was called, or could have been.
type packedAlert struct {
	Time    time.Time
	Rule    string
	Skill   string `json:",omitempty"`
	State   string
	Outcome string `json:",omitempty"`
	Words   string `json:",omitempty"` // that they asked to pass on
}

func (v *visit) packCare(p *packer, me *coach.Person) error {
	alerts, err := v.LastAlerts(me.ID, math.MaxInt32)
	if err != nil {
		return err
	}
	all := []packedAlert{}
	for i := range alerts {
		a := &alerts[i]
		if a.Class == "" {
			continue
		}
		all = append(all, packedAlert{a.Raised, string(a.Rule), a.Skill, fmt.Sprint(a.State), fmt.Sprint(a.Outcome), a.Evidence.Words})
	}
	slices.SortStableFunc(all, func(a, b packedAlert) int { return cmp.Compare(a.Time.UnixNano(), b.Time.UnixNano()) })
	p.json("alerts.json", all)
	return nil
}
