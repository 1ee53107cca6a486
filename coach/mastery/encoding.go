package mastery

import (
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

var (
	_ encoding.BinaryUnmarshaler = (*Learner)(nil)
	_ encoding.BinaryUnmarshaler = (*Skill)(nil)
	_ encoding.BinaryUnmarshaler = (*Item)(nil)
	_ encoding.BinaryUnmarshaler = (*Shared)(nil)
	_ encoding.BinaryUnmarshaler = (*Standing)(nil)
)

// version is the first byte of every state's binary form.
const version = 1

// mostSeen is more answers than any state can have met.
const mostSeen = 1e12

// AppendBinary appends the state to b: a version byte and the bits of its two
// floats, little-endian; 17 bytes.
func (l *Learner) AppendBinary(b []byte) []byte { return l.ability.append(b) }

// UnmarshalBinary reads what AppendBinary wrote, bit for bit. Anything else is
// an error and leaves the state as it was.
func (l *Learner) UnmarshalBinary(b []byte) error { return l.ability.read("learner", b) }

// AppendBinary appends the state to b, in the form of [Learner.AppendBinary].
func (s *Skill) AppendBinary(b []byte) []byte { return s.ability.append(b) }

// UnmarshalBinary reads what AppendBinary wrote, like [Learner.UnmarshalBinary].
func (s *Skill) UnmarshalBinary(b []byte) error { return s.ability.read("skill", b) }

// AppendBinary appends the state to b, in the form of [Learner.AppendBinary].
func (i *Item) AppendBinary(b []byte) []byte { return i.difficulty.append(b) }

// UnmarshalBinary reads what AppendBinary wrote, like [Learner.UnmarshalBinary].
func (i *Item) UnmarshalBinary(b []byte) error { return i.difficulty.read("item", b) }

// AppendBinary appends the state to b, in the form of [Learner.AppendBinary].
func (s *Shared) AppendBinary(b []byte) []byte { return s.typical.append(b) }

// UnmarshalBinary reads what AppendBinary wrote, like [Learner.UnmarshalBinary].
func (s *Shared) UnmarshalBinary(b []byte) error { return s.typical.read("shared skill", b) }

func (b belief) append(to []byte) []byte {
	to = append(to, version)
	to = binary.LittleEndian.AppendUint64(to, math.Float64bits(b.value))
	return binary.LittleEndian.AppendUint64(to, math.Float64bits(b.seen))
}

func (b *belief) read(what string, from []byte) error {
	if err := checkVersion(what, from); err != nil {
		return err
	}
	if len(from) != 17 {
		return fmt.Errorf("mastery: the state of a %s has %d bytes, must be 17", what, len(from))
	}
	read := belief{
		value: math.Float64frombits(binary.LittleEndian.Uint64(from[1:])),
		seen:  math.Float64frombits(binary.LittleEndian.Uint64(from[9:])),
	}
	if !(math.Abs(read.value) <= farthest && read.seen >= 0 && read.seen <= mostSeen) { // NaN fails
		return fmt.Errorf("mastery: the state of a %s holds %v after %v answers", what, read.value, read.seen)
	}
	*b = read
	return nil
}

func checkVersion(what string, b []byte) error {
	if len(b) == 0 {
		return fmt.Errorf("mastery: the state of a %s has no bytes", what)
	}
	if b[0] != version {
		return fmt.Errorf("mastery: the state of a %s is of version %d, this program reads version %d", what, b[0], version)
	}
	return nil
}

// The flags of a standing's binary form.
const (
	flagByTeacher = 1 << iota
	flagExplained
	flagRechecked
	flagsKnown = flagByTeacher | flagExplained | flagRechecked
)

// AppendBinary appends the standing to b: a version byte, level, lost level,
// flags, first tries and recent answers (a byte each), four counts (32 bits),
// four instants (Unix milliseconds, 64 bits) and three sets of item hashes (a
// byte for their number, 64 bits each), all little-endian; 57 to 249 bytes.
func (st Standing) AppendBinary(b []byte) []byte {
	flags := bit(st.byTeacher, flagByTeacher) | bit(st.explained, flagExplained) | bit(st.rechecked, flagRechecked)
	b = append(b, version, byte(st.level), byte(st.lost), flags, st.firsts, st.recent)
	for _, n := range []uint32{st.tries, st.right, st.hinted, st.selfGraded} {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	for _, at := range []int64{st.since, st.last, st.proficientAt, st.checkedAt} {
		b = binary.LittleEndian.AppendUint64(b, uint64(at))
	}
	for _, set := range []itemSet{st.items, st.transfer, st.recovery} {
		b = append(b, set.n)
		for _, item := range set.of[:set.n] {
			b = binary.LittleEndian.AppendUint64(b, item)
		}
	}
	return b
}

func bit(set bool, flag byte) byte {
	if set {
		return flag
	}
	return 0
}

// UnmarshalBinary reads what AppendBinary wrote, bit for bit. Anything else, a
// standing that no attempts could have led to included, is an error and leaves
// st as it was.
func (st *Standing) UnmarshalBinary(b []byte) error {
	if err := checkVersion("standing", b); err != nil {
		return err
	}
	const fixed = 6 + 4*4 + 4*8
	if len(b) < fixed {
		return fmt.Errorf("mastery: a standing of %d bytes is cut short", len(b))
	}
	flags := b[3]
	read := Standing{
		level: Level(b[1]), lost: Level(b[2]),
		byTeacher: flags&flagByTeacher != 0, explained: flags&flagExplained != 0, rechecked: flags&flagRechecked != 0,
		firsts: b[4], recent: b[5],
	}
	for i, n := range []*uint32{&read.tries, &read.right, &read.hinted, &read.selfGraded} {
		*n = binary.LittleEndian.Uint32(b[6+4*i:])
	}
	for i, at := range []*int64{&read.since, &read.last, &read.proficientAt, &read.checkedAt} {
		*at = int64(binary.LittleEndian.Uint64(b[22+8*i:]))
	}
	rest := b[fixed:]
	for _, set := range []*itemSet{&read.items, &read.transfer, &read.recovery} {
		if len(rest) == 0 || rest[0] > maxItems || len(rest) < 1+8*int(rest[0]) {
			return errors.New("mastery: a standing's items are cut short")
		}
		n := int(rest[0])
		for i := range n {
			if !set.add(binary.LittleEndian.Uint64(rest[1+8*i:])) {
				return errors.New("mastery: a standing names an item twice")
			}
		}
		rest = rest[1+8*n:]
	}
	if len(rest) > 0 || flags&^byte(flagsKnown) != 0 {
		return errors.New("mastery: a standing with more in it than this program knows")
	}
	if err := read.valid(); err != nil {
		return err
	}
	*st = read
	return nil
}
