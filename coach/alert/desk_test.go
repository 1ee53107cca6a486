package alert

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// desk is a teacher's at noon, whose windows are not looked at.
func desk(change ...func(*Desk)) *Desk {
	d := &Desk{
		Me: "tess", Now: noon, Tomorrow: noon.Add(20 * time.Hour), Digest: noon.Add(6 * 24 * time.Hour),
		Seats: []Seat{{Class: "class", Me: "tess"}, {Class: "class", Me: "omar", Owner: true}},
	}
	for _, c := range change {
		c(d)
	}
	return d
}

// since is an alert raised so many hours before noon, no matter how sure.
func since(id string, rule Rule, hours int, change ...func(*Alert)) Alert {
	f := found(rule, "add", Evidence{})
	if f.Severity == Low {
		f.Severity = Medium
	}
	a := New(id, "class", "learner-"+id, f, noon.Add(-time.Duration(hours)*time.Hour))
	for _, c := range change {
		c(&a)
	}
	return a
}

// said writes decisions as "a:ping", "b:learner": the channel of a ping, the
// reason of all else.
func said(decisions []Decision) string {
	var out []string
	for _, d := range decisions {
		what := string(d.Reason)
		if d.Channel == Ping {
			what = "ping"
		}
		out = append(out, d.Alert+":"+what)
	}
	return strings.Join(out, " ")
}

func TestWhomToTellNow(t *testing.T) {
	t.Parallel()
	told := func(to string, hours int) func(*Alert) {
		return func(a *Alert) { a.Tell(to, Ping, BecauseDue, noon.Add(-time.Duration(hours)*time.Hour)) }
	}
	state := func(s State) func(*Alert) { return func(a *Alert) { a.State, a.By = s, "tess" } }
	asleep := func(until time.Time) func(*Alert) {
		return func(a *Alert) {
			a.Tell("tess", Ping, BecauseDue, noon.Add(-48*time.Hour))
			a.State, a.By, a.Until = Snoozed, "tess", until
		}
	}
	low := func(a *Alert) { a.Severity = Low }
	windows := func(d *Desk) {
		d.Windows = []time.Time{noon.Add(-4 * time.Hour), noon.Add(3 * time.Hour), noon.Add(20 * time.Hour)}
	}
	quiet := func(d *Desk) { d.QuietUntil = noon.Add(19 * time.Hour) }
	record := func(useful, of int) func(*Desk) {
		return func(d *Desk) { d.Useful = map[Rule]Record{RuleDrop: {useful, of}} }
	}
	for _, tc := range []struct {
		name string
		open []Alert
		desk func(*Desk)
		want string
	}{
		{name: "nothing, no ping"},
		{name: "wheel-spinning at once", open: []Alert{since("a", RuleWheelSpinning, 0)}, desk: windows, want: "a:ping"},
		{name: "struggling not before the learner had a chance", open: []Alert{since("a", RuleStruggling, 23)}, want: "a:learner"},
		{name: "but after a day", open: []Alert{since("a", RuleStruggling, 24)}, want: "a:ping"},
		{
			name: "or after one more session",
			open: []Alert{since("a", RuleStruggling, 2, func(a *Alert) { a.SessionEnded(noon) })}, want: "a:ping",
		},
		{
			name: "a missed plan after two days, whatever else",
			open: []Alert{since("a", RuleMissedPlan, 47, func(a *Alert) { a.SessionEnded(noon) }), since("b", RuleMissedPlan, 48)},
			want: "a:learner b:ping",
		},
		{name: "nobody is told twice", open: []Alert{since("a", RuleWheelSpinning, 5, told("tess", 1))}, want: "a:told"},
		{
			name: "nor of what is on somebody's list, or done with",
			open: []Alert{since("a", RuleWheelSpinning, 5, state(Acknowledged)), since("b", RuleAsked, 5, state(Resolved))},
			want: "a:on list b:resolved",
		},
		{
			name: "what was put off comes back when its time is over",
			open: []Alert{since("a", RuleWheelSpinning, 90, asleep(noon)), since("b", RuleWheelSpinning, 90, asleep(noon.Add(time.Minute)))},
			want: "a:ping b:snoozed",
		},
		{
			name: "three a day, severity times hours",
			open: []Alert{
				since("a", RuleDrop, 30), since("b", RuleWheelSpinning, 10), since("c", RuleWheelSpinning, 31, func(a *Alert) { a.Skill = "c" }),
				since("d", RuleStruggling, 60), since("e", RuleMissedPlan, 52),
			},
			want: "a:budget b:budget c:ping d:ping e:ping",
		},
		{
			name: "what went out today counts",
			open: []Alert{since("a", RuleWheelSpinning, 3), since("b", RuleDrop, 25)},
			desk: func(d *Desk) { d.Pinged = 2 }, want: "a:budget b:ping",
		},
		{
			name: "of what has had no room for three days the digest tells",
			open: []Alert{since("a", RuleWheelSpinning, 71), since("b", RuleWheelSpinning, 72)},
			desk: func(d *Desk) { d.Pinged = 3 }, want: "a:budget b:overflow",
		},
		{
			name: "several on one skill are one ping",
			open: []Alert{since("a", RuleWheelSpinning, 3), since("b", RuleWheelSpinning, 2), since("c", RuleWheelSpinning, 1)},
			desk: func(d *Desk) { d.Pinged = 2 }, want: "a:ping b:ping c:ping",
		},
		{
			name: "who asked, and danger, are in no budget",
			open: []Alert{since("a", RuleWheelSpinning, 300), since("b", RuleAsked, 0), since("c", RuleDanger, 0), since("d", RuleAsked, 2)},
			desk: func(d *Desk) { d.Pinged = 9 }, want: "a:overflow b:ping c:ping d:ping",
		},
		{
			name: "in quiet hours danger alone",
			open: []Alert{since("a", RuleWheelSpinning, 300), since("b", RuleAsked, 5), since("c", RuleDanger, 0)},
			desk: quiet, want: "a:quiet b:quiet c:ping",
		},
		{
			name: "what is not pressing waits for the next window",
			open: []Alert{since("a", RuleDrop, 30), since("b", RuleAsked, 0)}, desk: windows, want: "a:window b:ping",
		},
		{
			name: "which is open for an hour",
			open: []Alert{since("a", RuleDrop, 30)},
			desk: func(d *Desk) { windows(d); d.Now = noon.Add(3*time.Hour + 59*time.Minute) }, want: "a:ping",
		},
		{
			name: "and then closed", open: []Alert{since("a", RuleDrop, 30)},
			desk: func(d *Desk) { windows(d); d.Now = noon.Add(4 * time.Hour) }, want: "a:window",
		},
		{
			name: "a holiday of the class keeps back all but who asked",
			open: []Alert{since("a", RuleWheelSpinning, 30), since("b", RuleAsked, 0)},
			desk: func(d *Desk) { d.Free = map[string]time.Time{"class": noon.Add(time.Hour)} }, want: "a:holiday b:ping",
		},
		{
			name: "who is away is told on their return",
			open: []Alert{since("a", RuleAsked, 0)},
			desk: func(d *Desk) { d.AwayUntil = noon.Add(time.Hour) }, want: "a:away",
		},
		{
			name: "wheel-spinning stands for struggling on the same skill",
			open: []Alert{
				since("a", RuleStruggling, 40, func(a *Alert) { a.Person = "ann" }),
				since("b", RuleWheelSpinning, 1, func(a *Alert) { a.Person = "ann" }, told("tess", 1)),
				since("c", RuleStruggling, 30),
			},
			want: "a:stood for b:told c:ping",
		},
		{
			name: "a class-wide one stands for those under it",
			open: []Alert{
				since("a", RuleClassWide, 1, func(a *Alert) { a.Person = "" }),
				since("b", RuleWheelSpinning, 30, func(a *Alert) { a.Under = "a" }),
			},
			want: "a:ping b:stood for",
		},
		{name: "what matters little is in the digest", open: []Alert{since("a", RuleDrop, 99, low)}, want: "a:low"},
		{name: "what does not show any more is not told", open: []Alert{since("a", RuleDrop, 99, func(a *Alert) { a.Lulled = noon })}, want: "a:lull"},
		{name: "8 of 20 useful are enough", open: []Alert{since("a", RuleDrop, 99)}, desk: record(8, 20), want: "a:ping"},
		{name: "with 7 the rule goes to the digest", open: []Alert{since("a", RuleDrop, 99)}, desk: record(7, 20), want: "a:demoted"},
		{name: "or from there to the list", open: []Alert{since("a", RuleDrop, 99, low)}, desk: record(7, 20), want: "a:silenced"},
		{name: "with 3 it is only on the list", open: []Alert{since("a", RuleDrop, 99)}, desk: record(3, 20), want: "a:silenced"},
		{name: "of 19 nothing is said yet", open: []Alert{since("a", RuleDrop, 99)}, desk: record(0, 19), want: "a:ping"},
		{name: "another class's is not theirs", open: []Alert{since("a", RuleDrop, 99, func(a *Alert) { a.Class = "other" })}, want: "a:not mine"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := desk()
			if tc.desk != nil {
				tc.desk(d)
			}
			if got := said(Judge(tc.open, d)); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestWhoseTurnItIs(t *testing.T) {
	t.Parallel()
	seats := []Seat{{Class: "class", Me: "tess"}, {Class: "class", Me: "tom"}, {Class: "class", Me: "omar", Owner: true}}
	later := func(hours int, who ...string) func(*Desk) {
		return func(d *Desk) {
			d.Seats = slices.Clone(d.Seats)
			for i := range d.Seats {
				if slices.Contains(who, d.Seats[i].Me) {
					d.Seats[i].From = noon.Add(time.Duration(hours) * time.Hour)
				}
			}
		}
	}
	toTom := func(d *Desk) { d.Routes = []Route{{Class: "class", Skill: "maths", Least: High, To: []string{"tom"}}} }
	told := func(to string, hours int) func(*Alert) {
		return func(a *Alert) { a.Tell(to, Ping, BecauseDue, noon.Add(-time.Duration(hours)*time.Hour)) }
	}
	for _, tc := range []struct {
		name  string
		alert Alert
		desk  []func(*Desk)
		want  string // reason for tess, tom, omar
	}{
		{name: "either teacher may be told", alert: since("a", RuleWheelSpinning, 0), want: "due due colleague"},
		{name: "and then the other waits", alert: since("a", RuleWheelSpinning, 9, told("tess", 8)), want: "told colleague colleague"},
		{name: "until a day is over", alert: since("a", RuleWheelSpinning, 25, told("tess", 24)), want: "told escalated colleague"},
		{name: "after two the owner's turn comes", alert: since("a", RuleWheelSpinning, 60, told("tess", 48), told("tom", 24)), want: "told told escalated"},
		{name: "what is less than high does not climb", alert: since("a", RuleDrop, 99, told("tess", 72)), want: "told colleague colleague"},
		{name: "who asked is told to all teachers", alert: since("a", RuleAsked, 1, told("tess", 1)), want: "told asked colleague"},
		{name: "and after four hours to the owner", alert: since("a", RuleAsked, 5, told("tess", 4), told("tom", 4)), want: "told told escalated"},
		{name: "who has it on their list has answered", alert: since("a", RuleAsked, 9, told("tess", 8), func(a *Alert) { a.State, a.By = Acknowledged, "tess" }), want: "on list on list on list"},
		{
			name: "a route names who is first", alert: since("a", RuleWheelSpinning, 0, func(a *Alert) { a.Skill = "maths/add" }),
			desk: []func(*Desk){toTom}, want: "colleague due colleague",
		},
		{
			name: "for its course alone", alert: since("a", RuleWheelSpinning, 0, func(a *Alert) { a.Skill = "mathsier/add" }),
			desk: []func(*Desk){toTom}, want: "due due colleague",
		},
		{
			name: "and from its severity on", alert: since("a", RuleDrop, 40, func(a *Alert) { a.Skill = "maths/add" }),
			desk: []func(*Desk){toTom}, want: "due due colleague",
		},
		{
			name: "who cannot be reached for longer than one may wait is passed over", alert: since("a", RuleWheelSpinning, 0, func(a *Alert) { a.Skill = "maths/add" }),
			desk: []func(*Desk){toTom, later(25, "tom")}, want: "stand-in due colleague",
		},
		{
			name: "a night is not long", alert: since("a", RuleWheelSpinning, 0, func(a *Alert) { a.Skill = "maths/add" }),
			desk: []func(*Desk){toTom, later(12, "tom")}, want: "colleague due colleague",
		},
		{
			name: "where all teachers are away the owner stands in", alert: since("a", RuleAsked, 0),
			desk: []func(*Desk){later(200, "tess", "tom")}, want: "asked asked asked",
		},
		{
			name: "what was put off comes back to who put it off", alert: since("a", RuleWheelSpinning, 99, told("tess", 90), func(a *Alert) {
				a.State, a.By, a.Until = Snoozed, "tess", noon
			}), want: "back colleague colleague",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range seats {
				d := desk(tc.desk...)
				d.Me, d.Seats = s.Me, seats
				for _, change := range tc.desk {
					change(d)
				}
				got = append(got, strings.ReplaceAll(string(Judge([]Alert{tc.alert}, d)[0].Reason), " ", "_"))
			}
			if want := strings.ReplaceAll(tc.want, "on list", "on_list"); strings.Join(got, " ") != want {
				t.Errorf("got %q, want %q", strings.Join(got, " "), want)
			}
		})
	}
}

func TestTheOneAtTheDeskIsToldTheWeightiestFirst(t *testing.T) {
	t.Parallel()
	sure := func(n int) func(*Alert) { return func(a *Alert) { a.Evidence.Sure = n; a.Skill = fmt.Sprint(n) } }
	open := []Alert{since("a", RuleDrop, 30, sure(1)), since("b", RuleDrop, 30, sure(3)), since("c", RuleDrop, 30, sure(2))}
	d := desk(func(d *Desk) { d.Pinged = 2 })
	if got := said(Judge(open, d)); got != "a:budget b:ping c:budget" {
		t.Errorf("the surest: got %q", got)
	}
	d.Contact = map[string]time.Time{"learner-a": noon.Add(-160 * time.Hour)}
	if got := said(Judge(open, d)); got != "a:ping b:budget c:budget" {
		t.Errorf("not heard of for a week: got %q", got)
	}
}

func TestGroupedPingsNameTheOneThatLeads(t *testing.T) {
	t.Parallel()
	open := []Alert{since("a", RuleDrop, 30), since("b", RuleDrop, 90), since("c", RuleAsked, 1), since("d", RuleDrop, 40, func(a *Alert) { a.Skill = "x" })}
	var with []string
	for _, d := range Judge(open, desk()) {
		with = append(with, d.Alert+">"+d.With)
	}
	if got := strings.Join(with, " "); got != "a>b b>b c>c d>d" {
		t.Errorf("got %q", got)
	}
}

func TestJudgeKeepsItsPromises(t *testing.T) {
	t.Parallel()
	states := []State{Open, Open, Acknowledged, Snoozed, Resolved}
	pings := 0
	for seed := range uint64(4000) {
		r := rand.New(rand.NewPCG(seed, 1))
		var open []Alert
		for i := range r.IntN(14) {
			rules := Rules()
			open = append(open, since(string(rune('a'+i)), rules[r.IntN(len(rules))], r.IntN(100), func(a *Alert) {
				a.Severity = Severity(r.IntN(3))
				if a.Rule == RuleDanger {
					a.Class, a.Skill, a.Severity = "", "", Urgent
				}
				if r.IntN(3) == 0 {
					a.Tell([]string{"tess", "tom"}[r.IntN(2)], Ping, BecauseDue, noon.Add(-time.Duration(r.IntN(60))*time.Hour))
				}
				if a.State = states[r.IntN(5)]; a.State == Snoozed {
					if a.By, a.Until = "tess", noon.Add(time.Duration(r.IntN(40)-20)*time.Hour); a.Rule == RuleDanger {
						a.State, a.Until = Open, time.Time{}
					}
				}
			}))
		}
		d := desk(func(d *Desk) {
			d.Pinged = r.IntN(5)
			if r.IntN(3) == 0 {
				d.QuietUntil = noon.Add(10 * time.Hour)
			}
			if r.IntN(5) == 0 {
				d.AwayUntil = noon.Add(30 * time.Hour)
			}
			d.Seats = append(d.Seats, Seat{Class: "class", Me: "tom", From: noon.Add(time.Duration(r.IntN(60)-30) * time.Hour)})
		})
		decisions := Judge(open, d)
		if len(decisions) != len(open) {
			t.Fatalf("seed %d: %d decisions about %d alerts", seed, len(decisions), len(open))
		}
		budgeted := map[string]bool{}
		for i, dec := range decisions {
			a := &open[i]
			switch {
			case dec.Alert != a.ID || dec.Reason == "" || !slices.Contains(Reasons(), dec.Reason):
				t.Fatalf("seed %d: %+v about %s", seed, dec, a.ID)
			case !dec.Until.IsZero() && !dec.Until.After(noon):
				t.Fatalf("seed %d: decide anew at %v, which is over", seed, dec.Until)
			case a.Rule == RuleDanger && a.State == Open && !a.wasTold("tess") && dec.Channel != Ping:
				t.Fatalf("seed %d: danger is held: %+v", seed, dec)
			case dec.Channel != Ping && dec.With != "", dec.Channel == Ping && dec.With == "":
				t.Fatalf("seed %d: %+v", seed, dec)
			}
			if dec.Channel != Ping {
				continue
			}
			pings++
			if a.State == Resolved || a.State == Acknowledged || a.wasTold("tess") {
				t.Fatalf("seed %d: told of %+v", seed, a)
			}
			if (!d.QuietUntil.IsZero() || !d.AwayUntil.IsZero()) && a.Rule != RuleDanger {
				t.Fatalf("seed %d: %s in quiet hours or on leave", seed, a.Rule)
			}
			if a.IsBudgeted() {
				budgeted[dec.With] = true
			}
		}
		if len(budgeted) > max(0, Budget-d.Pinged) {
			t.Fatalf("seed %d: %d pings after %d", seed, len(budgeted), d.Pinged)
		}
		mixed := slices.Clone(open)
		r.Shuffle(len(mixed), func(i, k int) { mixed[i], mixed[k] = mixed[k], mixed[i] })
		byID := map[string]Decision{}
		for _, dec := range decisions {
			byID[dec.Alert] = dec
		}
		for _, dec := range Judge(mixed, d) {
			if byID[dec.Alert] != dec {
				t.Fatalf("seed %d: in another order %+v, not %+v", seed, dec, byID[dec.Alert])
			}
		}
	}
	if pings < 1000 {
		t.Errorf("%d pings prove little", pings)
	}
}

func TestAgainIsTheFirstTimeThatChangesAnything(t *testing.T) {
	t.Parallel()
	if at := Again([]Decision{{}, {Until: noon.Add(3 * time.Hour)}, {Until: noon.Add(time.Hour)}}); !at.Equal(noon.Add(time.Hour)) {
		t.Errorf("got %v", at)
	}
	if at := Again([]Decision{{Reason: LeftTold}}); !at.IsZero() {
		t.Errorf("got %v", at)
	}
}

func TestDangerThatNobodyAnswers(t *testing.T) {
	t.Parallel()
	a := New("1", "", "ann", Endangered("words", "words"), noon)
	if !a.AnswerBy().IsZero() || a.IsUnanswered(noon.AddDate(1, 0, 0)) {
		t.Error("nobody was told, and somebody is late")
	}
	a.Tell("sam", Ping, BecauseDanger, noon)
	if a.IsUnanswered(noon.Add(59*time.Minute)) || !a.IsUnanswered(noon.Add(time.Hour)) {
		t.Errorf("an answer is due by %v", a.AnswerBy())
	}
	if err := a.Acknowledge("sam", noon); err != nil {
		t.Fatal(err)
	}
	if a.IsUnanswered(noon.Add(9 * time.Hour)) {
		t.Error("it was answered")
	}
}

func TestWhatCameOfIt(t *testing.T) {
	t.Parallel()
	acted := func(rule Rule, change func(*Alert)) Alert {
		a := since("a", rule, 0)
		a.State, a.By, a.Acted, a.Outcome = Resolved, "tess", noon, Done
		change(&a)
		return a
	}
	for _, tc := range []struct {
		name  string
		alert Alert
		want  bool
	}{
		{"asked after a week", acted(RuleDrop, func(*Alert) {}), true},
		{"of what is on a list too", acted(RuleDrop, func(a *Alert) { a.State, a.Outcome = Acknowledged, "" }), true},
		{"once", acted(RuleDrop, func(a *Alert) { a.Asked = noon }), false},
		{"not where nobody acted", acted(RuleDrop, func(a *Alert) { a.By, a.Outcome = "", ClearedByItself }), false},
		{"nor of what was useless", acted(RuleDrop, func(a *Alert) { a.Outcome = Useless }), false},
		{"nor of danger", acted(RuleDanger, func(*Alert) {}), false},
		{"nor of an appeal", acted(RuleAppeal, func(a *Alert) { a.Outcome = Accepted }), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			at, ok := tc.alert.AskAt()
			if ok != tc.want || ok && !at.Equal(noon.AddDate(0, 0, 7)) {
				t.Errorf("got %v, %v", at, ok)
			}
		})
	}
}

func TestRecordsAreOfTheLatestTwentyThatWereJudged(t *testing.T) {
	t.Parallel()
	var ended []Alert
	add := func(n int, change func(*Alert)) {
		for range n {
			a := since("a", RuleDrop, 0)
			a.State, a.By, a.Outcome, a.Acted = Resolved, "tess", Done, noon.Add(time.Duration(len(ended))*time.Hour)
			change(&a)
			ended = append(ended, a)
		}
	}
	add(9, func(a *Alert) { a.Outcome = Useless })
	add(4, func(a *Alert) { a.By, a.Outcome = "", ClearedByItself }) // says nothing
	add(3, func(a *Alert) { a.Rule = RuleRapid })
	add(2, func(a *Alert) { a.After = NotNeeded })
	add(12, func(a *Alert) {})
	slices.Reverse(ended)
	if got := RecordOf(RuleDrop, ended); got != (Record{12, 20}) {
		t.Errorf("got %+v, want 12 of 20: the oldest are forgotten", got)
	}
}
