package mastery

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestStatesSurviveEncodingBitForBit(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	s := someone(1)
	var st Standing
	for step := range 400 {
		f := anyFacts(r)
		f.Item = r.Uint64()
		f.At = morning.Add(time.Duration(step) * 20 * time.Hour)
		if step > 0 {
			Default.Learn(s, f)
			st, _ = DefaultRules.Step(st, Estimate{P: .8 + r.Float64()*.2}, f)
		}
		var (
			w  Workspace
			l  Learner
			sk Skill
			i  Item
			sh Shared
			z  Standing
		)
		for name, err := range map[string]error{
			"workspace": w.UnmarshalBinary(s.Workspace.AppendBinary(nil)),
			"learner":   l.UnmarshalBinary(s.Learner.AppendBinary(nil)),
			"skill":     sk.UnmarshalBinary(s.Skills[0].AppendBinary(nil)),
			"item":      i.UnmarshalBinary(s.Item.AppendBinary(nil)),
			"shared":    sh.UnmarshalBinary(s.Shared[0].AppendBinary(nil)),
			"standing":  z.UnmarshalBinary(st.AppendBinary(nil)),
		} {
			if err != nil {
				t.Fatalf("step %d, %s: %v", step, name, err)
			}
		}
		if w != *s.Workspace || l != *s.Learner || sk != *s.Skills[0] || i != *s.Item || sh != *s.Shared[0] {
			t.Fatalf("step %d: a state came back as another", step)
		}
		if z != st {
			t.Fatalf("step %d: standing %+v came back as %+v", step, st, z)
		}
	}
}

func TestStatesAreAsSmallAsTold(t *testing.T) {
	s := seasoned(1)
	for name, row := range map[string]struct{ got, told int }{
		"workspace": {len(s.Workspace.AppendBinary(nil)), 737},
		"learner":   {len(s.Learner.AppendBinary(nil)), 137},
		"skill":     {len(s.Skills[0].AppendBinary(nil)), 105},
		"item":      {len(s.Item.AppendBinary(nil)), 33},
		"shared":    {len(s.Shared[0].AppendBinary(nil)), 49},
	} {
		if row.got != row.told {
			t.Errorf("%s takes %d bytes, its comment says %d", name, row.got, row.told)
		}
	}
}

func TestAppendBinaryAppends(t *testing.T) {
	s := seasoned(1)
	st := tell(toDistinguished)
	for name, appendTo := range map[string]func([]byte) []byte{
		"workspace": s.Workspace.AppendBinary, "learner": s.Learner.AppendBinary, "skill": s.Skills[0].AppendBinary,
		"item": s.Item.AppendBinary, "shared": s.Shared[0].AppendBinary, "standing": st.AppendBinary,
	} {
		got := appendTo([]byte("before"))
		if !bytes.Equal(got, append([]byte("before"), appendTo(nil)...)) {
			t.Errorf("%s: % x", name, got)
		}
	}
}

// put is b with one of its numbers changed.
func put(b []byte, number int, x float64) []byte {
	b = bytes.Clone(b)
	binary.LittleEndian.PutUint64(b[1+8*number:], math.Float64bits(x))
	return b
}

func TestBadStateBytesAreRefusedAndHarmNothing(t *testing.T) {
	sound := seasoned(1).Learner.AppendBinary(nil)
	later := bytes.Clone(sound)
	later[0] = version + 1
	early := bytes.Clone(sound)
	binary.LittleEndian.PutUint64(early[len(early)-8:], 1<<63)
	rows := map[string][]byte{
		"nothing":               nil,
		"the version alone":     sound[:1],
		"a byte too few":        sound[:len(sound)-1],
		"a byte too many":       append(bytes.Clone(sound), 0),
		"a later version":       later,
		"a mean NaN":            put(sound, 0, math.NaN()),
		"a mean infinite":       put(sound, 0, math.Inf(-1)),
		"a mean too far":        put(sound, 0, 12.1),
		"more known than all":   put(sound, 1, 1.01),
		"less known than none":  put(sound, 1, -.01),
		"answers NaN":           put(sound, 4, math.NaN()),
		"answers negative":      put(sound, 4, -1),
		"answers infinite":      put(sound, 4, math.Inf(1)),
		"more right than given": put(sound, 5, 21),
		"an instant before all": early,
		"a standing instead":    Standing{}.AppendBinary(nil),
		"a skill instead":       (&Skill{}).AppendBinary(nil),
	}
	for name, b := range rows {
		t.Run(name, func(t *testing.T) {
			kept := *seasoned(3).Learner
			l := kept
			if err := l.UnmarshalBinary(b); err == nil || l != kept {
				t.Errorf("error %v, state %+v", err, l)
			}
		})
	}
}

// TestEveryNumberOfAStateIsChecked puts NaN in each number of each state.
func TestEveryNumberOfAStateIsChecked(t *testing.T) {
	s := seasoned(1)
	for _, row := range []struct {
		name     string
		b        []byte
		instants int // at the end, which are no numbers
		read     func([]byte) error
	}{
		{"workspace", s.Workspace.AppendBinary(nil), 0, s.Workspace.UnmarshalBinary},
		{"learner", s.Learner.AppendBinary(nil), 1, s.Learner.UnmarshalBinary},
		{"skill", s.Skills[0].AppendBinary(nil), 1, s.Skills[0].UnmarshalBinary},
		{"item", s.Item.AppendBinary(nil), 0, s.Item.UnmarshalBinary},
		{"shared", s.Shared[0].AppendBinary(nil), 0, s.Shared[0].UnmarshalBinary},
	} {
		t.Run(row.name, func(t *testing.T) {
			before := bits(s)
			for n := range len(row.b)/8 - row.instants {
				if row.read(put(row.b, n, math.NaN())) == nil {
					t.Errorf("number %d may be NaN", n)
				}
			}
			if !bytes.Equal(before, bits(s)) {
				t.Error("refused bytes changed a state")
			}
		})
	}
}

// TestWhateverCanBeReadCanBeUsed draws numbers from all that a state may hold,
// likely together or not, and has the model predict and learn with them.
func TestWhateverCanBeReadCanBeUsed(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	draw := func(x *float64, low, high float64) {
		switch r.IntN(5) {
		case 0:
			*x = low
		case 1:
			*x = high
		case 2:
			*x = within(0, low, high)
		case 3:
			*x = within(math.Exp(20*r.NormFloat64()), low, high)
		default:
			*x = low + (high-low)*r.Float64()
		}
	}
	for range 20_000 {
		s := someone(2)
		s.Workspace.fields(draw)
		s.Learner.fields(draw)
		s.Learner.right = min(s.Learner.right, s.Learner.answers)
		s.Item.fields(draw)
		for i, q := range s.Skills {
			q.fields(draw)
			q.right = min(q.right, q.answers)
			q.at = r.Int64()
			s.Shared[i].fields(draw)
		}
		s.Learner.at = r.Int64()
		checkStates(t, s)
		f := anyFacts(r)
		if p := Default.Predict(s, f); !(p >= 0 && p <= 1) {
			t.Fatalf("predicted %v", p)
		}
		Default.Learn(s, f)
		checkStates(t, s)
		if e := Default.Mastery(s.Workspace, s.Learner, s.Skills[0], s.Shared[0]); !(0 <= e.Low && e.Low <= e.P && e.P <= e.High && e.High <= certain) {
			t.Fatalf("mastery %+v", e)
		}
	}
}

func TestBadStandingBytesAreRefusedAndHarmNothing(t *testing.T) {
	sound := tell(toHigh).AppendBinary(nil)
	changed := func(at int, to byte) []byte {
		b := bytes.Clone(sound)
		b[at] = to
		return b
	}
	twice := bytes.Clone(sound)
	copy(twice[54+1+8:], twice[54+1:54+1+8]) // the second item becomes the first
	rows := map[string][]byte{
		"nothing":                  nil,
		"the version alone":        sound[:1],
		"cut in the numbers":       sound[:40],
		"cut in the items":         sound[:60],
		"cut before the last set":  sound[:len(sound)-1],
		"a byte too many":          append(bytes.Clone(sound), 0),
		"a later version":          changed(0, version+1),
		"a level there is not":     changed(1, 5),
		"a lost level there isn't": changed(2, 9),
		"a lost level not above":   changed(2, 2),
		"an unknown flag":          changed(3, 0x80),
		"too many first tries":     changed(4, 255),
		"more right than tries":    changed(10, 200),
		"more items than fit":      changed(54, 9),
		"an item twice":            twice,
		"a learner instead":        (&Learner{}).AppendBinary(nil),
	}
	for name, b := range rows {
		t.Run(name, func(t *testing.T) {
			kept := tell(toProficient)
			st := kept
			if err := st.UnmarshalBinary(b); err == nil || st != kept {
				t.Errorf("error %v, standing %+v", err, st)
			}
		})
	}
}

// FuzzUnmarshalState reads bytes as every state in turn. What can be read is
// written as the same bytes, predicts a chance, and is after an answer still
// such as can be read.
func FuzzUnmarshalState(f *testing.F) {
	s := seasoned(1)
	f.Add([]byte{})
	f.Add(s.Workspace.AppendBinary(nil))
	f.Add(s.Learner.AppendBinary(nil))
	f.Add(s.Skills[0].AppendBinary(nil))
	f.Add(s.Item.AppendBinary(nil))
	f.Add(s.Shared[0].AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := someone(1)
		for _, state := range []interface {
			UnmarshalBinary([]byte) error
			AppendBinary([]byte) []byte
		}{s.Workspace, s.Learner, s.Skills[0], s.Item, s.Shared[0]} {
			if state.UnmarshalBinary(b) == nil && !bytes.Equal(state.AppendBinary(nil), b) {
				t.Errorf("% x was read, % x written", b, state.AppendBinary(nil))
			}
		}
		for _, f := range []Facts{right(), wrong()} {
			if p := Default.Predict(s, f); !(p >= 0 && p <= 1) {
				t.Errorf("predicted %v", p)
			}
			before := masteryOf(s)
			Default.Learn(s, f)
			after := masteryOf(s)
			if f.Right && !(after >= before-rounding) || !f.Right && !(after <= before+rounding) {
				t.Errorf("right %v moved mastery from %v to %v", f.Right, before, after)
			}
			checkStates(t, s)
		}
	})
}

func FuzzUnmarshalStanding(f *testing.F) {
	f.Add([]byte{})
	f.Add(Standing{}.AppendBinary(nil))
	f.Add(tell(toDistinguished).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		var st Standing
		if st.UnmarshalBinary(b) != nil {
			return
		}
		if again := st.AppendBinary(nil); !bytes.Equal(again, b) {
			t.Errorf("% x was read, % x written", b, again)
		}
		st.Why(morning)
		DefaultRules.Missing(st, Estimate{P: .9})
		next, _ := DefaultRules.Step(st, Estimate{P: .9}, right())
		if err := next.valid(); err != nil {
			t.Error(err)
		}
	})
}
