package mastery

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestStatesSurviveEncodingBitForBit(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	s := someone()
	var st Standing
	for step := range 400 {
		f := anyFacts(r)
		f.Item = uint64(r.Uint64())
		f.At = morning.Add(time.Duration(step) * 20 * time.Hour)
		if step > 0 {
			Default.Learn(s, f)
			st, _ = DefaultRules.Step(st, Estimate{P: .8 + r.Float64()*.2}, f)
		}
		var (
			l  Learner
			sk Skill
			i  Item
			sh Shared
			z  Standing
		)
		for name, err := range map[string]error{
			"learner":  l.UnmarshalBinary(s.Learner.AppendBinary(nil)),
			"skill":    sk.UnmarshalBinary(s.Skills[0].AppendBinary(nil)),
			"item":     i.UnmarshalBinary(s.Item.AppendBinary(nil)),
			"shared":   sh.UnmarshalBinary(s.Shared[0].AppendBinary(nil)),
			"standing": z.UnmarshalBinary(st.AppendBinary(nil)),
		} {
			if err != nil {
				t.Fatalf("step %d, %s: %v", step, name, err)
			}
		}
		if l != *s.Learner || sk != *s.Skills[0] || i != *s.Item || sh != *s.Shared[0] {
			t.Fatalf("step %d: a state came back as another", step)
		}
		if z != st {
			t.Fatalf("step %d: standing %+v came back as %+v", step, st, z)
		}
	}
}

func TestAppendBinaryAppends(t *testing.T) {
	s := someone()
	st := tell(toDistinguished)
	for name, appendTo := range map[string]func([]byte) []byte{
		"learner": s.Learner.AppendBinary, "skill": s.Skills[0].AppendBinary, "item": s.Item.AppendBinary,
		"shared": s.Shared[0].AppendBinary, "standing": st.AppendBinary,
	} {
		got := appendTo([]byte("before"))
		if !bytes.Equal(got, append([]byte("before"), appendTo(nil)...)) {
			t.Errorf("%s: % x", name, got)
		}
	}
}

func TestBadStateBytesAreRefusedAndHarmNothing(t *testing.T) {
	broken := func(value, seen float64) []byte { return belief{value, seen}.append(nil) }
	sound := broken(1, 1)
	later := bytes.Clone(sound)
	later[0] = version + 1
	rows := map[string][]byte{
		"nothing":            nil,
		"the version alone":  sound[:1],
		"a byte too few":     sound[:16],
		"a byte too many":    append(bytes.Clone(sound), 0),
		"a later version":    later,
		"value NaN":          broken(math.NaN(), 1),
		"value infinite":     broken(math.Inf(-1), 1),
		"value too far":      broken(12.1, 1),
		"answers NaN":        broken(0, math.NaN()),
		"answers negative":   broken(0, -1),
		"answers infinite":   broken(0, math.Inf(1)),
		"a standing instead": Standing{}.AppendBinary(nil),
	}
	for name, b := range rows {
		t.Run(name, func(t *testing.T) {
			kept := Learner{belief{2, 3}}
			l := kept
			if err := l.UnmarshalBinary(b); err == nil || l != kept {
				t.Errorf("error %v, state %+v", err, l)
			}
		})
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

func FuzzUnmarshalState(f *testing.F) {
	f.Add([]byte{})
	f.Add(belief{1.5, 3}.append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := someone()
		if s.Learner.UnmarshalBinary(b) != nil {
			return
		}
		if again := s.Learner.AppendBinary(nil); !bytes.Equal(again, b) {
			t.Errorf("% x was read, % x written", b, again)
		}
		// The same bytes are every other state's, too.
		for _, err := range []error{s.Skills[0].UnmarshalBinary(b), s.Item.UnmarshalBinary(b), s.Shared[0].UnmarshalBinary(b)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		Default.Learn(s, right())
		if p := masteryOf(s); !(p >= 0 && p <= 1) {
			t.Errorf("mastery %v", p)
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
