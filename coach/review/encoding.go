package review

import (
	"encoding"
	"encoding/binary"
	"fmt"
	"math"
	"time"
)

var (
	_ encoding.BinaryUnmarshaler = (*Card)(nil)
	_ encoding.BinaryUnmarshaler = (*Learner)(nil)
	_ encoding.BinaryUnmarshaler = (*Usual)(nil)
)

const (
	firstCard   = 1 // version of a card without hesitation
	cardVersion = 2
	firstSize   = 1 + 4 + 4 + 8 + 8 + 8
	cardSize    = firstSize + 8

	bendVersion = 1 // of Learner and Usual
	usualSize   = 1 + 4 + 8*features + 8*packed
	learnerSize = usualSize + (8+4)*int(forms)

	maxCount = math.MaxInt32 // of reviews; a human life has fewer
)

// AppendBinary appends the card to b: a version byte, then reviews and lapses
// (32 bits), stability, difficulty (the bits of the floats), the last review
// (Unix milliseconds, 64 bits) and hesitation, all little-endian; 41 bytes.
func (c Card) AppendBinary(b []byte) []byte {
	b = append(b, cardVersion)
	b = binary.LittleEndian.AppendUint32(b, uint32(c.Reviews))
	b = binary.LittleEndian.AppendUint32(b, uint32(c.Lapses))
	b = appendFloat(b, c.Stability)
	b = appendFloat(b, c.Difficulty)
	b = binary.LittleEndian.AppendUint64(b, uint64(c.Last.UnixMilli()))
	return appendFloat(b, c.Hesitation)
}

// UnmarshalBinary reads what AppendBinary wrote, bit for bit, and cards of
// version 1, which had no hesitation. Anything else, a card that is not Valid
// included, is an error and leaves c as it was.
func (c *Card) UnmarshalBinary(b []byte) error {
	if len(b) == 0 {
		return fmt.Errorf("review: a card of no bytes")
	}
	size := cardSize
	switch b[0] {
	case cardVersion:
	case firstCard:
		size = firstSize
	default:
		return fmt.Errorf("review: a card of version %d, this program reads versions %d and %d", b[0], firstCard, cardVersion)
	}
	if len(b) != size {
		return fmt.Errorf("review: a card of %d bytes, must be %d", len(b), size)
	}
	read := Card{
		Reviews:    int(int32(binary.LittleEndian.Uint32(b[1:]))),
		Lapses:     int(int32(binary.LittleEndian.Uint32(b[5:]))),
		Stability:  float(b[9:]),
		Difficulty: float(b[17:]),
		Last:       time.UnixMilli(int64(binary.LittleEndian.Uint64(b[25:]))).UTC(),
	}
	if b[0] == cardVersion {
		read.Hesitation = float(b[firstSize:])
	}
	if err := read.Valid(); err != nil {
		return err
	}
	*c = read
	return nil
}

// AppendBinary appends what is usual to b: a version byte, the reviews seen (32
// bits), the six numbers and their covariance (the bits of the floats), all
// little-endian; 221 bytes.
func (u *Usual) AppendBinary(b []byte) []byte { return u.append(b) }

// UnmarshalBinary reads what AppendBinary wrote, bit for bit. Anything else, one
// that no reviews could have led to included, is an error and leaves u as it was.
func (u *Usual) UnmarshalBinary(b []byte) error {
	var read Usual
	if err := read.read("what is usual", b, usualSize, 1); err != nil {
		return err
	}
	*u = read
	return nil
}

// AppendBinary appends the learner to b in the form of [Usual.AppendBinary], and
// then for each form of answer the usual time (64 bits) and the answers it is
// from (32); 245 bytes.
func (l *Learner) AppendBinary(b []byte) []byte {
	b = l.append(b)
	for _, p := range l.pace {
		b = appendFloat(b, p.usual)
		b = binary.LittleEndian.AppendUint32(b, p.seen)
	}
	return b
}

// UnmarshalBinary reads what AppendBinary wrote, like [Usual.UnmarshalBinary].
func (l *Learner) UnmarshalBinary(b []byte) error {
	var read Learner
	if err := read.read("a learner", b, learnerSize, ownShare); err != nil {
		return err
	}
	b = b[usualSize:]
	for i := range read.pace {
		p := pace{usual: float(b), seen: binary.LittleEndian.Uint32(b[8:])}
		if !(math.Abs(p.usual) <= math.Log(longest.Seconds())) || p.seen > maxCount { // NaN fails
			return fmt.Errorf("review: a learner's usual time is e^%v s after %d answers", p.usual, p.seen)
		}
		read.pace[i], b = p, b[12:]
	}
	*l = read
	return nil
}

func (b *bend) append(to []byte) []byte {
	to = append(to, bendVersion)
	to = binary.LittleEndian.AppendUint32(to, b.seen)
	for _, x := range b.by {
		to = appendFloat(to, x)
	}
	for _, x := range b.spread {
		to = appendFloat(to, x)
	}
	return to
}

// read reads the first bytes of what has a size in all.
func (b *bend) read(what string, from []byte, size int, share float64) error {
	if len(from) == 0 {
		return fmt.Errorf("review: %s of no bytes", what)
	}
	if from[0] != bendVersion {
		return fmt.Errorf("review: %s of version %d, this program reads version %d", what, from[0], bendVersion)
	}
	if len(from) != size {
		return fmt.Errorf("review: %s of %d bytes, must be %d", what, len(from), size)
	}
	b.seen = binary.LittleEndian.Uint32(from[1:])
	from = from[5:]
	for i := range b.by {
		b.by[i], from = float(from), from[8:]
	}
	for i := range b.spread {
		b.spread[i], from = float(from), from[8:]
	}
	if err := b.valid(share); err != nil {
		return fmt.Errorf("review: %s: %w", what, err)
	}
	return nil
}

// valid says what is wrong with one that no reviews can have made, or nil.
// Conditions are so written that NaN fails.
func (b *bend) valid(share float64) error {
	if b.seen > maxCount {
		return fmt.Errorf("%d reviews are more than can be", b.seen)
	}
	if b.seen == 0 {
		if *b != (bend{}) {
			return fmt.Errorf("moved without a review")
		}
		return nil
	}
	for i, x := range b.by {
		if !(math.Abs(x) <= farthest) {
			return fmt.Errorf("number %d is %v, must be from %v to %v", i, x, -farthest, farthest)
		}
		if v := *b.at(i, i); !(v >= leastVariance && v <= share*priors[i]) {
			return fmt.Errorf("variance %d is %v, must be from %v to %v", i, v, leastVariance, share*priors[i])
		}
		for j := range i {
			if c := *b.at(i, j); !(math.Abs(c) <= mostCovariance(i, j, share)) {
				return fmt.Errorf("covariance %d, %d is %v", i, j, c)
			}
		}
	}
	return nil
}

func appendFloat(b []byte, x float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
}

func float(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }
