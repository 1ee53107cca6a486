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
	_ encoding.BinaryUnmarshaler = (*Workspace)(nil)
	_ encoding.BinaryUnmarshaler = (*Standing)(nil)
)

// version is the first byte of every state's binary form.
const version = 1

// mostSeen is more answers than any state can have met: from there on a float64
// no longer counts by ones, so that no state ever gets beyond it.
const mostSeen = 1 << 53

// fields visits the numbers of a state in the order of its binary form, each
// with the range it must lie in.
type fields func(x *float64, low, high float64)

func (b *belief) fields(visit fields) {
	visit(&b.mean, -farthest, farthest)
	visit(&b.known, 0, 1)
}

func (d *decayed) fields(visit fields, low, high float64) {
	visit(&d.sum, low*mostSeen, high*mostSeen)
	visit(&d.weight, 0, mostSeen)
}

func (l *Learner) fields(visit fields) {
	l.ability.fields(visit)
	l.pace.fields(visit)
	visit(&l.answers, 0, mostSeen)
	visit(&l.right, 0, mostSeen)
	l.rate.fields(visit, 0, 1)
	visit(&l.surge, -farSum, farSum)
	visit(&l.burst, -farSum, farSum)
	for i := range l.last {
		visit(&l.last[i], -1, 1)
	}
	visit(&l.run, 0, mostSeen)
	l.around.fields(visit, -farthest, farthest)
}

func (s *Skill) fields(visit fields) {
	s.ability.fields(visit)
	visit(&s.answers, 0, mostSeen)
	visit(&s.right, 0, mostSeen)
	s.rate.fields(visit, 0, 1)
	visit(&s.surge, -farSum, farSum)
	visit(&s.burst, -farSum, farSum)
	visit(&s.last, -1, 1)
	visit(&s.streak, 0, mostSeen)
	visit(&s.held, -farHeld, farHeld)
	visit(&s.turn, 0, mostSeen)
}

func (i *Item) fields(visit fields) {
	i.easiness.fields(visit)
	i.slope.fields(visit)
}

func (s *Shared) fields(visit fields) {
	s.easiness.fields(visit)
	s.practice.fields(visit)
	s.recent.fields(visit)
}

func (w *Workspace) fields(visit fields) {
	for i := range w.base {
		w.base[i].fields(visit)
	}
	for i := range w.head {
		w.head[i].fields(visit)
	}
}

// The binary forms: a version byte, the bits of the state's numbers and, of
// learners and skills, the latest instant (Unix milliseconds), all
// little-endian, 64 bits each.
const (
	learnerBytes   = 1 + 8*(16+1)
	skillBytes     = 1 + 8*(12+1)
	itemBytes      = 1 + 8*4
	sharedBytes    = 1 + 8*6
	workspaceBytes = 1 + 8*2*(nBase+nHead)
)

// AppendBinary appends the state to b: 137 bytes.
func (l *Learner) AppendBinary(b []byte) []byte {
	b = append(b, version)
	l.fields(func(x *float64, _, _ float64) { b = appendFloat(b, *x) })
	return binary.LittleEndian.AppendUint64(b, uint64(l.at))
}

// UnmarshalBinary reads what AppendBinary wrote, bit for bit. Anything else is
// an error and leaves the state as it was.
func (l *Learner) UnmarshalBinary(b []byte) error {
	var read Learner
	rest, err := readFloats("a learner", b, learnerBytes, read.fields)
	if err != nil {
		return err
	}
	if !(read.right <= read.answers) {
		return fmt.Errorf("mastery: the state of a learner holds %v right of %v", read.right, read.answers)
	}
	if read.at, err = instantFrom("a learner", rest); err != nil {
		return err
	}
	*l = read
	return nil
}

// AppendBinary appends the state to b: 105 bytes.
func (s *Skill) AppendBinary(b []byte) []byte {
	b = append(b, version)
	s.fields(func(x *float64, _, _ float64) { b = appendFloat(b, *x) })
	return binary.LittleEndian.AppendUint64(b, uint64(s.at))
}

// UnmarshalBinary reads what AppendBinary wrote, like [Learner.UnmarshalBinary].
func (s *Skill) UnmarshalBinary(b []byte) error {
	var read Skill
	rest, err := readFloats("a skill", b, skillBytes, read.fields)
	if err != nil {
		return err
	}
	if !(read.right <= read.answers) {
		return fmt.Errorf("mastery: the state of a skill holds %v right of %v", read.right, read.answers)
	}
	if read.at, err = instantFrom("a skill", rest); err != nil {
		return err
	}
	*s = read
	return nil
}

// AppendBinary appends the state to b: 33 bytes.
func (i *Item) AppendBinary(b []byte) []byte {
	b = append(b, version)
	i.fields(func(x *float64, _, _ float64) { b = appendFloat(b, *x) })
	return b
}

// UnmarshalBinary reads what AppendBinary wrote, like [Learner.UnmarshalBinary].
func (i *Item) UnmarshalBinary(b []byte) error {
	var read Item
	if _, err := readFloats("an item", b, itemBytes, read.fields); err != nil {
		return err
	}
	*i = read
	return nil
}

// AppendBinary appends the state to b: 49 bytes.
func (s *Shared) AppendBinary(b []byte) []byte {
	b = append(b, version)
	s.fields(func(x *float64, _, _ float64) { b = appendFloat(b, *x) })
	return b
}

// UnmarshalBinary reads what AppendBinary wrote, like [Learner.UnmarshalBinary].
func (s *Shared) UnmarshalBinary(b []byte) error {
	var read Shared
	if _, err := readFloats("a shared skill", b, sharedBytes, read.fields); err != nil {
		return err
	}
	*s = read
	return nil
}

// AppendBinary appends the state to b: 737 bytes.
func (w *Workspace) AppendBinary(b []byte) []byte {
	b = append(b, version)
	w.fields(func(x *float64, _, _ float64) { b = appendFloat(b, *x) })
	return b
}

// UnmarshalBinary reads what AppendBinary wrote, like [Learner.UnmarshalBinary].
func (w *Workspace) UnmarshalBinary(b []byte) error {
	var read Workspace
	if _, err := readFloats("a workspace", b, workspaceBytes, read.fields); err != nil {
		return err
	}
	*w = read
	return nil
}

func appendFloat(b []byte, x float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
}

// readFloats reads the numbers of a state and returns the bytes after them.
func readFloats(what string, b []byte, size int, of func(fields)) (rest []byte, err error) {
	if err := checkVersion(what, b); err != nil {
		return nil, err
	}
	if len(b) != size {
		return nil, fmt.Errorf("mastery: the state of %s has %d bytes, must be %d", what, len(b), size)
	}
	rest = b[1:]
	of(func(x *float64, low, high float64) {
		*x = math.Float64frombits(binary.LittleEndian.Uint64(rest))
		rest = rest[8:]
		if !(*x >= low && *x <= high) && err == nil { // NaN fails
			err = fmt.Errorf("mastery: the state of %s holds %v, must be from %v to %v", what, *x, low, high)
		}
	})
	return rest, err
}

// instantFrom reads an instant, which the model never lets lie before 1970.
func instantFrom(what string, b []byte) (int64, error) {
	at := int64(binary.LittleEndian.Uint64(b))
	if at < 0 {
		return 0, fmt.Errorf("mastery: the state of %s was last moved at %d ms, must be 0 or more", what, at)
	}
	return at, nil
}

func checkVersion(what string, b []byte) error {
	if len(b) == 0 {
		return fmt.Errorf("mastery: the state of %s has no bytes", what)
	}
	if b[0] != version {
		return fmt.Errorf("mastery: the state of %s is of version %d, this program reads version %d", what, b[0], version)
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
	if err := checkVersion("a standing", b); err != nil {
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
