package review

import (
	"bytes"
	"testing"
	"time"
)

func TestCardSurvivesEncodingBitForBit(t *testing.T) {
	cards := []Card{{}}
	c := Card{}
	for n := range 40 {
		c = Default.Review(c, Grade(n%4+1), morning.Add(time.Duration(n*n)*7*time.Hour))
		cards = append(cards, c)
	}
	cards[5].Hesitation, cards[6].Hesitation = -1, .125
	for _, want := range cards {
		var got Card
		if err := got.UnmarshalBinary(want.AppendBinary(nil)); err != nil {
			t.Fatalf("%+v: %v", want, err)
		}
		if got != want {
			t.Errorf("read %+v, wrote %+v", got, want)
		}
	}
}

// TestCardOfVersion1IsRead is for cards stored before there was hesitation.
func TestCardOfVersion1IsRead(t *testing.T) {
	want := Default.Review(Card{}, Good, morning)
	old := want.AppendBinary(nil)[:firstSize]
	old[0] = firstCard
	var got Card
	if err := got.UnmarshalBinary(old); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("read %+v, want %+v", got, want)
	}
}

func TestAppendBinaryAppends(t *testing.T) {
	c := Default.Review(Card{}, Good, morning)
	got := c.AppendBinary([]byte("before"))
	if !bytes.HasPrefix(got, []byte("before")) || !bytes.Equal(got[len("before"):], c.AppendBinary(nil)) {
		t.Errorf("AppendBinary gave % x", got)
	}
}

func TestBadBytesAreRefusedAndHarmNothing(t *testing.T) {
	sound := Default.Review(Card{}, Good, morning).AppendBinary(nil)
	changed := func(at int, to byte) []byte {
		b := bytes.Clone(sound)
		b[at] = to
		return b
	}
	rows := map[string][]byte{
		"nothing":            nil,
		"the version alone":  sound[:1],
		"a byte too few":     sound[:len(sound)-1],
		"a byte too many":    append(bytes.Clone(sound), 0),
		"a later version":    changed(0, cardVersion+1),
		"no review":          changed(1, 0),
		"negative reviews":   changed(4, 0xff),
		"stability infinite": changed(16, 0x7f),
		"hesitation of 2":    changed(cardSize-1, 0x40),
		"a long version 1":   changed(0, firstCard),
	}
	for name, b := range rows {
		t.Run(name, func(t *testing.T) {
			kept := Card{Stability: 1, Difficulty: 1, Reviews: 1, Last: morning}
			c := kept
			if err := c.UnmarshalBinary(b); err == nil {
				t.Errorf("read as %+v", c)
			}
			if c != kept {
				t.Errorf("the card became %+v", c)
			}
		})
	}
}

func FuzzUnmarshalBinary(f *testing.F) {
	f.Add([]byte{})
	f.Add(Card{}.AppendBinary(nil))
	f.Add(Default.Review(Card{}, Good, morning).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		var c Card
		if c.UnmarshalBinary(b) != nil {
			return
		}
		if again := c.AppendBinary(nil); b[0] == cardVersion && !bytes.Equal(again, b) {
			t.Errorf("% x was read, % x written", b, again)
		}
		if err := Default.Review(c, Good, morning).Valid(); err != nil {
			t.Error(err)
		}
	})
}
